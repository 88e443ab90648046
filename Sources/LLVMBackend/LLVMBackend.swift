import OpenBLASBackend
import Touchstone

/// Programs compiled as a whole: operations fused into loops of vector code, which LLVM makes for
/// this machine's processor, products and factorizations by OpenBLAS.
///
/// Operations for which there is no code, such as sorting, run on the threaded backend's kernels or
/// as the reference does them, as steps between the loops; profiles name them as borrowed. So do
/// single operations outside any program, for which compiling would take longer than running.
public struct LLVMBackend: KernelBackend {
  /// `llvm`.
  public let name = "llvm"
  /// Whose kernels run what there is no code for.
  static let borrowed = ThreadedBackend()

  /// The backend, or the reason why this machine has no LLVM.
  ///
  /// The library is opened when the first program is compiled.
  public init() throws { if !LLVM.isInPlace { try Self.requireLLVM() } }

  private static func requireLLVM() throws {
    if let absence = LLVM.absence {
      throw TensorError("backend", "", [], "the backend llvm is not available: \(absence)")
    }
  }

  /// The program with its loops compiled.
  public func compile(_ program: Program) throws -> any Executable {
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    try Self.requireLLVM()
    let kernels = Self.borrowed
    try StepByStep(main.block) { kernels.kernel(for: $0, $1) }.requireMemory()
    let compiler = BlockCompiler()
    let plan = try compiler.plan(main.block)
    var code: Code?
    if !compiler.kernels.isEmpty {
      code = try CodeCache.code(for: Module(compiler.kernels))
      CodeCache.trim()
    }
    return LLVMExecutable(main: plan, plans: compiler.plans, small: compiler.small, code: code)
  }

  /// The kernel for an operation by itself: that of the threaded backend.
  public func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    Self.borrowed.kernel(for: operation, operands)
  }

  /// The same for two operands of one type.
  public func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    Self.borrowed.kernel(for: operation, pairOf: type)
  }

  /// Whether programs run `operation` in generated code, or by OpenBLAS and LAPACK.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    if operation.isLibraryCall { return Self.borrowed.hasOwnKernel(for: operation, operands) }
    if let scan = operation as? Scan { return scan.dimension == 0 && !scan.body.isScalar }
    guard let types = try? operation.resultTypes(operands), types.count == 1 else { return false }
    if let reduce = operation as? Reduce { return ReductionShape(reduce, operands) != nil }
    if let pad = operation as? Pad {
      return pad.interior.allSatisfy { $0 == 0 } && Register(types[0].dtype) != nil
    }
    if operation.isView || operation is Iota || operation is Constant {
      return Register(types[0].dtype) != nil
    }
    return ElementwiseCode.exists(for: operation, operands, types[0])
  }
}

extension LLVMBackend: PairLoopBackend {
  package func pairLoop(for operation: Binary, _ dtype: DType) -> PairLoop? {
    Self.borrowed.pairLoop(for: operation, dtype)
  }
}
