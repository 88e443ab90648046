/// The backend that defines what programs mean: one operation at a time, no cleverness.
public struct ReferenceBackend: KernelBackend {
  /// `reference`.
  public let name = "reference"
  /// The reference.
  public init() {}
  /// The kernel for `operation`, if there is one of its own.
  public func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? { nil }
  /// None either.
  public func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? { nil }
  /// Always: the reference borrows from nobody.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool { true }
}
