/// An operation that takes a shape or sizes as data, and is another one as soon as the data is there.
///
/// Its result is declared with a static type, and what the data says must agree with it.
package protocol DynamicOperation: Operation {
  associatedtype Fixed: Operation
  /// How many leading operands the other operation takes.
  static var fixedOperandCount: Int { get }
  /// The operation that the data in `x` asks for; throws unless it gives what is declared.
  func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Fixed
}

extension DynamicOperation {
  package static var fixedOperandCount: Int { 1 }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    try fixed(x, type).evaluate(Array(x.prefix(Self.fixedOperandCount)), type)
  }
}

extension Primitive {
  /// Throws unless `type` is a list of `count` integers.
  func requireIntegerList(
    _ type: TensorType, _ what: String, _ count: Int, _ input: String, _ clause: String,
    _ x: [TensorType]
  ) throws(TensorError) {
    guard type.rank == 1, type.dtype.isInteger else {
      throw violation(input, x, "\(what) must be a list of integers, got \(type)")
    }
    guard type.shape[0] == count else {
      throw violation(clause, x, "\(what) must hold \(count) integers, it holds \(type.shape[0])")
    }
  }

  /// Throws unless the data `shape` is what `type` declares.
  func requireShape(
    _ shape: HostTensor, of type: TensorType, _ clause: String, _ x: [HostTensor]
  ) throws(TensorError) {
    guard shape.integers == type.shape else {
      throw violation(
        clause, x.map(\.type), "the result is declared \(type), the data says \(shape.integers)")
    }
  }

  /// Throws unless the type `found` from the data is the one declared.
  func requireDeclared(
    _ type: TensorType, _ found: TensorType, _ clause: String, _ x: [HostTensor]
  ) throws(TensorError) {
    guard found == type else {
      throw violation(
        clause, x.map(\.type), "the result is declared \(type), the data makes it \(found)")
    }
  }
}
