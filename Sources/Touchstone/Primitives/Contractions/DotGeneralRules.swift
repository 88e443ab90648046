extension DotGeneral {
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard let ct = ct[0] else { return [nil, nil] }
    let d = dimensions
    let batch = Array(d.lhsBatching.indices)
    let lhsFree = d.lhsFree(x[0].type.rank)
    let rhsFree = d.rhsFree(x[1].type.rank)
    let ofLhs = Array(batch.count..<batch.count + lhsFree.count)
    let ofRhs = Array(batch.count + lhsFree.count..<ct.rank)
    switch (x[0], x[1]) {
    case (.linear(let type), .known(let y)):
      return [
        cotangent(
          ct, y, like: type, batch: (batch, d.rhsBatching), contracted: (ofRhs, rhsFree),
          places: (
            d.lhsBatching, lhsFree, inOrder(d.lhsContracting, of: d.rhsContracting)
          )),
        nil,
      ]
    case (.known(let y), .linear(let type)):
      let other = DotGeneral(
        d, precision: precision.reversed(), algorithm: algorithm?.swapped, elementType: elementType)
      return [
        nil,
        other.cotangent(
          ct, y, like: type, batch: (batch, d.lhsBatching), contracted: (ofLhs, lhsFree),
          places: (
            d.rhsBatching, rhsFree, inOrder(d.rhsContracting, of: d.lhsContracting)
          )),
      ]
    default: throw notTransposable(x)
    }
  }

  /// `dimensions` in the order in which those they are paired with ascend.
  private func inOrder(_ dimensions: [Int], of partners: [Int]) -> [Int] {
    zip(partners, dimensions).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// The product of a cotangent with the other operand, its dimensions put at `places`: those of the
  /// batch, those left of the cotangent, and those left of the other.
  private func cotangent(
    _ ct: Tensor, _ y: Tensor, like type: TensorType, batch: ([Int], [Int]),
    contracted: ([Int], [Int]), places: (batch: [Int], own: [Int], other: [Int])
  ) -> Tensor {
    // Operands narrower than the result meet a cotangent in its dtype.
    let other = ct.dtype.mayBeMultiplied(with: y.dtype) ? y : convert(y, to: ct.dtype)
    func isInOrder(_ places: [Int]) -> Bool { places == Array(places.indices) }
    let own = places.batch + places.own + places.other
    let swapped = places.batch + places.other + places.own
    if isInOrder(swapped), !isInOrder(own) {
      // With the operands exchanged the product comes as it is wanted.
      let dot = DotGeneral(
        DotDimensions(
          lhsBatching: batch.1, rhsBatching: batch.0, lhsContracting: contracted.1,
          rhsContracting: contracted.0),
        precision: precision.reversed(), algorithm: algorithm?.swapped, elementType: elementType)
      return bind(dot, other, ct).converted(to: type.dtype)
    }
    let dot = DotGeneral(
      DotDimensions(
        lhsBatching: batch.0, rhsBatching: batch.1, lhsContracting: contracted.0,
        rhsContracting: contracted.1),
      precision: precision, algorithm: algorithm, elementType: elementType)
    let product = bind(dot, ct, other)
    let order = own.indices.sorted { own[$0] < own[$1] }
    let moved = isInOrder(own) ? product : Touchstone.transpose(product, order)
    return moved.converted(to: type.dtype)
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    func shifted(_ list: [Int], _ place: Int?) -> [Int] {
      place.map { place in list.map { $0 < place ? $0 : $0 + 1 } } ?? list
    }
    let d = dimensions
    let isShared = axes[0] != nil && axes[1] != nil
    let inner = DotDimensions(
      lhsBatching: (isShared ? [axes[0] ?? 0] : []) + shifted(d.lhsBatching, axes[0]),
      rhsBatching: (isShared ? [axes[1] ?? 0] : []) + shifted(d.rhsBatching, axes[1]),
      lhsContracting: shifted(d.lhsContracting, axes[0]),
      rhsContracting: shifted(d.rhsContracting, axes[1]))
    let dot = DotGeneral(
      inner, precision: precision, algorithm: algorithm, elementType: elementType)
    // A batch axis that only one operand has is one more dimension that this operand keeps.
    let lhsFree = inner.lhsFree(x[0].rank)
    let rhsFree = inner.rhsFree(x[1].rank)
    let place: Int? =
      switch (axes[0], axes[1]) {
      case (nil, nil): nil
      case (_?, _?): 0
      case (let l?, nil): d.lhsBatching.count + (lhsFree.firstIndex(of: l) ?? 0)
      case (nil, let r?):
        d.lhsBatching.count + lhsFree.count + (rhsFree.firstIndex(of: r) ?? 0)
      }
    return (try apply(dot, x), [place])
  }
}
