import Synchronization

extension PublicMutants {
  static let runtime: [Mutant] = [
    .kernels("P-RT-01", ["dot_general", "dot"], "the accumulator of the run before is not cleared")
    { a in
      guard let before = a.memory.exchange(a.right)?.first, before.type == a.type,
        a.type.dtype.isFloat
      else { return nil }
      return [HostTensor(a.type, doubles: zip(before.doubles, a.result.doubles).map(+))]
    },
    Mutant(
      "P-RT-02", ["add", "multiply", "subtract", "negate", "abs", "runtime"],
      "an argument still in use is overwritten",
      .backend { base, id, counter in
        WrappedBackend(base, id) { executable, arguments, options in
          let results = try executable.run(arguments, options)
          results.overwrite(arguments.first, counter)
          return results
        }
      }),
    Mutant(
      "P-RT-03", ["jit.interleaved", "runtime"], "executables share the memory of their results",
      .backend { base, id, counter in
        let scratch = Mutex<HostTensor?>(nil)
        return WrappedBackend(base, id) { executable, arguments, options in
          let results = try executable.run(arguments, options)
          guard let result = results.first as? HostTensor else { return results }
          scratch.withLock { last in
            if let last, last.type == result.type, last.type.byteCount > 0 {
              counter.note(differs: last != result)
              last.overwrite(with: result)
            }
            last = result
          }
          return results
        }
      }),
  ]

  static let keras: [Mutant] = [
    .keras("P-KE-01", UncorrectedAdam.self, as: "Adam", "means are not corrected for their start"),
    .keras("P-KE-02", PlainMomentum.self, as: "SGD", "Nesterov's momentum is plain momentum"),
    Mutant(
      "P-KE-03", ["GRU", "GRUCell"], "reset_after is ignored",
      .setting("GRU", "reset_after", true)),
  ]
}

/// A backend whose executables run through a function.
package struct WrappedBackend: Backend {
  package typealias Run =
    @Sendable (any Executable, [any Buffer], RunOptions) throws -> [any Buffer]
  package let name: String
  private let base: any Backend
  private let run: Run

  package init(_ base: any Backend, _ id: String, _ run: @escaping Run) {
    (self.base, self.run) = (base, run)
    name = "\(base.name) \(id)"
  }
  package func compile(_ program: Program) throws -> any Executable {
    Wrapped(executable: try base.compile(program), body: run)
  }
  package func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    base.hasOwnKernel(for: operation, operands)
  }

  private struct Wrapped: Executable {
    let executable: any Executable
    let body: Run
    func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
      try body(executable, arguments, options)
    }
  }
}

extension HostTensor {
  /// Writes over the elements although others see them: what a wrong runtime does.
  func overwrite(with other: HostTensor) {
    withBytes { target in
      other.withBytes { source in
        UnsafeMutableRawBufferPointer(mutating: target).copyMemory(from: source)
      }
    }
  }
}

/// Adam whose means are not corrected for starting at zero.
final class UncorrectedAdam: Optimizer {
  private let beta1, beta2, epsilon: Double
  private var momentums = Slots()
  private var velocities = Slots()

  required init(config c: Config) throws {
    beta1 = try c.get("beta_1", 0.9)
    beta2 = try c.get("beta_2", 0.999)
    epsilon = try c.get("epsilon", 1e-7)
    try super.init(config: c)
  }
  override func build(_ variables: [Variable]) {
    momentums = addSlots(variables, "momentum")
    velocities = addSlots(variables, "velocity")
  }
  override func updateStep(_ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor) {
    let (m, v) = (momentums[variable], velocities[variable])
    m.assign(m.rawValue + (gradient - m.rawValue) * (1 - beta1))
    v.assign(v.rawValue + (square(gradient) - v.rawValue) * (1 - beta2))
    variable.assign(variable.rawValue - m.rawValue * learningRate / (sqrt(v.rawValue) + epsilon))
  }
}

/// Gradient descent whose Nesterov's momentum is plain momentum.
final class PlainMomentum: Optimizer {
  private let momentum: Double
  private var velocities = Slots()

  required init(config c: Config) throws {
    momentum = try c.get("momentum", 0.0)
    try super.init(config: c)
  }
  override func build(_ variables: [Variable]) {
    if momentum != 0 { velocities = addSlots(variables, "momentum") }
  }
  override func updateStep(_ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor) {
    let step = learningRate * gradient
    guard momentum != 0 else { return variable.assign(variable.rawValue - step) }
    let slot = velocities[variable]
    slot.assign(momentum * slot.rawValue - step)
    variable.assign(variable.rawValue + slot.rawValue)
  }
}
