import JudgeCommand
import Touchstone

/// Adds `f32` by a loop of its own; the rest is borrowed from the reference, and reported as such.
struct MyBackend: KernelBackend {
  let name = "mine"

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operation.name == "add", operands.allSatisfy({ $0.dtype == .f32 }) else { return nil }
    return { operands, types, _ in
      let (x, y) = (operands[0], operands[1])
      return [
        HostTensor(types[0]) { bytes in
          let result = bytes.bindMemory(to: Float.self)
          x.withElements(of: Float.self) { x in
            y.withElements(of: Float.self) { y in
              for i in result.indices { result[i] = x[i] + y[i] }
            }
          }
        }
      ]
    }
  }
}

Backends.register(MyBackend())
JudgeProgram.run()
