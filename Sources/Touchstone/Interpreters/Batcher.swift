/// The axis that `vmap` maps over.
public struct BatchAxis: Hashable, Sendable {
  /// What collective operations call it, if anything.
  public let name: String?
  /// How many members the batch has.
  public let size: Int
  /// The axis called `name` of `size` members.
  public init(name: String? = nil, size: Int) {
    self.name = name
    self.size = size
  }
}

/// Carries a hidden batch axis through each operation.
final class Batcher: Interpreter {
  final class Batched: TracedValue {
    let value: Tensor
    let axis: Int
    let type: TensorType
    let batcher: Batcher
    init(_ value: Tensor, _ axis: Int, _ batcher: Batcher) {
      self.value = value
      self.axis = axis
      self.batcher = batcher
      type = value.type.removing(axis)
      LeakChecker.note(self)
    }
    var owner: any Interpreter { batcher }
    var underlying: Tensor? { nil }
  }

  let axis: BatchAxis
  let outer: (any Interpreter)?
  let origin: TraceOrigin

  init(
    _ axis: BatchAxis, origin: TraceOrigin, outer: (any Interpreter)? = Context.interpreter
  ) {
    self.axis = axis
    self.origin = origin
    self.outer = outer
  }

  /// The tensor each of whose slices along `axis` is a member's; `nil` where all have the same.
  func batched(_ value: Tensor, _ axis: Int?) -> Tensor {
    guard let axis, !value.isInvalid else { return value }
    return Tensor(Batched(value, axis, self))
  }

  /// The tensor of all members, and where the batch axis lies in it.
  func split(_ x: Tensor) -> (value: Tensor, axis: Int?) {
    if let batched = x.traced as? Batched, batched.batcher === self {
      return (batched.value, batched.axis)
    }
    return (x, nil)
  }

  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let parts = operands.map(split)
    let isMine = axis.name.map { operation.axisNames.contains($0) } ?? false
    if !isMine, parts.allSatisfy({ $0.axis == nil }) {
      return try passOn(operation, operands)
    }
    let (values, axes) = try Context.run(outer) {
      try Rules.current.batch(operation, parts.map(\.value), parts.map(\.axis), axis)
    }
    return zip(values, axes).map(batched)
  }
}
