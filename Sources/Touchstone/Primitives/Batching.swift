extension Primitive {
  /// One member after the other.
  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    try batchedOneByOne(x, axes, axis)
  }

  /// The results of one member after the other, stacked along the first axis.
  func batchedOneByOne(
    _ x: [Tensor], _ axes: [Int?], _ axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    var members: [[Tensor]] = []
    for i in 0..<axis.size {
      let operands = zip(x, axes).map { x, axis in axis.map { x.slice(i, along: $0) } ?? x }
      members.append(try apply(self, operands))
    }
    guard let first = members.first else {
      let types = zip(x, axes).map { x, axis in axis.map { x.type.removing($0) } ?? x.type }
      let results = try resultTypes(types).map { Tensor.full($0.inserting(0, at: 0), 0) }
      return (results, results.map { _ in 0 })
    }
    let values = first.indices.map { i in Tensor.stacked(members.map { $0[i] }) }
    return (values, values.map { _ in 0 })
  }
}

/// An operation whose result at each place depends on its operands at that place alone; a scalar
/// operand stands at every place.
protocol ElementwiseOperation: Operation {}

extension ElementwiseOperation {
  /// The operation on operands that all have the batch axis at one place.
  public func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let ranks = zip(x, axes).map { $0.rank - ($1 == nil ? 0 : 1) }
    let rank = ranks.max() ?? 0
    // The place where most of the work is done already: that of the first operand of full rank.
    let place = zip(axes, ranks).first { $0 != nil && $1 == rank }?.0 ?? 0
    let aligned = x.indices.map { i -> Tensor in
      if ranks[i] == rank { return x[i].withBatchAxis(axes[i], at: place, axis.size) }
      guard axes[i] != nil else { return x[i] }
      // A scalar for each member stands at every place of that member.
      let full = x.indices.first { ranks[$0] == rank } ?? i
      var shape = axes[full].map { x[full].type.removing($0).shape } ?? x[full].shape
      shape.insert(axis.size, at: place)
      return broadcast(x[i], to: shape, axes: [place])
    }
    return (try apply(self, aligned), [place])
  }
}

extension Tensor {
  /// The elements whose index along `axis` is `index`, without that axis.
  func slice(_ index: Int, along axis: Int) -> Tensor {
    var (start, limit) = (shape.map { _ in 0 }, shape)
    start[axis] = index
    limit[axis] = index + 1
    return reshape(Touchstone.slice(self, from: start, to: limit), type.removing(axis).shape)
  }

  /// The tensors, all of one type, along a new axis.
  static func stacked(_ members: [Tensor], along axis: Int = 0) -> Tensor {
    concatenate(
      members.map { reshape($0, $0.type.inserting(1, at: axis).shape) }, axis: axis)
  }

  /// This tensor with its axis `from` moved to `to`.
  func movingAxis(_ from: Int, to: Int) -> Tensor {
    if from == to { return self }
    var order = Array(0..<rank)
    order.remove(at: from)
    order.insert(from, at: to)
    return transpose(self, order)
  }

  /// This tensor with its batch axis, now at `axis`, at `place`; repeated along it if it has none.
  func withBatchAxis(_ axis: Int?, at place: Int, _ size: Int) -> Tensor {
    if let axis { return movingAxis(axis, to: place) }
    return broadcast(
      self, to: type.inserting(size, at: place).shape,
      axes: (0..<rank).map { $0 < place ? $0 : $0 + 1 })
  }
}

extension TensorType {
  /// The type without the axis `axis`; of a tuple, without that of each element.
  func removing(_ axis: Int) -> TensorType {
    if dtype == .tuple { return TensorType(tuple: elements.map { $0.removing(axis) }) }
    if dtype == .token { return self }
    var shape = self.shape
    shape.remove(at: axis)
    return with(shape: shape)
  }
  /// The type with an axis of `size` at `axis`.
  func inserting(_ size: Int, at axis: Int) -> TensorType {
    var shape = self.shape
    shape.insert(size, at: axis)
    return with(shape: shape)
  }
}
