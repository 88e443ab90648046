import LLVMBackend
import Touchstone

/// The backend `llvm` that prints what it makes of each program: to see why a workload takes its time.
struct ShowingBackend: KernelBackend {
  let base: LLVMBackend
  let listing: Listing
  var name: String { base.name }

  func compile(_ program: Program) throws -> any Executable {
    print(try base.listing(of: program, listing))
    return try base.compile(program)
  }
  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    base.kernel(for: operation, operands)
  }
  func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    base.kernel(for: operation, pairOf: type)
  }
}
