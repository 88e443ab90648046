/// An operation that takes a shape or sizes as data.
///
/// Its result is declared with a static type, and what the data says must agree with it. Where the
/// data is known, its static form has all the rules.
protocol DynamicOperation: Operation {
  /// How many leading operands the static form takes; the others are data.
  var staticCount: Int { get }
  /// The same without data, or the error that the data does not agree with the declared type.
  func staticForm(
    _ x: [TensorType], _ data: [HostTensor]
  ) throws(TensorError) -> any Operation
  /// The same for all members of a batch, whose axis is at `place` of the first operand; `nil` if
  /// there is none.
  ///
  /// The data is the same for all members, but not known.
  func batchedForm(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (operation: any Primitive, operands: [Tensor], axis: Int)?
}

extension DynamicOperation {
  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    try staticForm(x.map(\.type), Array(x.dropFirst(staticCount)))
      .evaluate(Array(x.prefix(staticCount)), type)
  }

  /// The static form, if the data is known.
  private func known(_ x: [TensorType], _ data: [Tensor?]) throws -> (any Operation)? {
    let values = data.compactMap { $0?.knownValue }
    return values.count == data.count ? try staticForm(x, values) : nil
  }

  public func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    guard let form = try known(x.map(\.type), x.dropFirst(staticCount).map { $0 }) else {
      return try differentiateAsDeclared(x, dx)
    }
    return try form.differentiate(
      Array(x.prefix(staticCount)), Array(dx.prefix(staticCount)))
  }

  public func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let data = x.dropFirst(staticCount)
    guard let form = try known(x.map(\.type), data.map(\.known)) else {
      throw TensorError(
        name, "", x.map(\.type),
        "this operation is transposed only where the operands that say its sizes are known when "
          + "the gradient is taken")
    }
    return try form.transpose(ct, Array(x.prefix(staticCount))) + data.map { _ in nil }
  }

  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if axes.allSatisfy({ $0 == nil }) { return (try apply(self, x), [nil]) }
    if axes.dropFirst(staticCount).contains(where: { $0 != nil }) {
      return try batchedOneByOne(x, axes, axis)
    }
    let types = zip(x, axes).map { x, axis in axis.map { x.type.removing($0) } ?? x.type }
    if let form = try known(types, x.dropFirst(staticCount).map { $0 }) {
      return try form.batch(
        Array(x.prefix(staticCount)), Array(axes.prefix(staticCount)), over: axis)
    }
    guard let form = try batchedForm(x, axes, axis) else {
      return try batchedOneByOne(x, axes, axis)
    }
    return (try apply(form.operation, form.operands), [form.axis])
  }

  /// Data with `value` put in at `place`.
  func inserting(_ value: Int, _ data: Tensor, at place: Int) -> Tensor {
    let count = data.shape[0]
    return concatenate(
      [
        slice(data, from: [0], to: [place]), .full(data.type.with(shape: [1]), Double(value)),
        slice(data, from: [place], to: [count]),
      ], axis: 0)
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
    _ shape: HostTensor, of type: TensorType, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard shape.integers == type.shape else {
      throw violation(
        clause, x, "the result is declared \(type), the data says \(shape.integers)")
    }
  }

  /// Throws unless the type `found` from the data is the one declared.
  func requireDeclared(
    _ type: TensorType, _ found: TensorType, _ clause: String, _ x: [TensorType]
  ) throws(TensorError) {
    guard found == type else {
      throw violation(
        clause, x, "the result is declared \(type), the data makes it \(found)")
    }
  }
}
