extension Layer {
  /// The size of `axis` of the only input; reports what is wrong where it is not known.
  public func knownSize(_ shapes: [Shape], axis: Int) -> Int? {
    guard let shape = shapes.first, let size = shape[safe: axis < 0 ? shape.count + axis : axis],
      let size
    else {
      fail(
        "the size of axis \(axis) of the input must be known to make the weights; the input has "
          + "the shape \(shapes.map(pythonTuple).joined(separator: ", "))")
      return nil
    }
    return size
  }

  /// Reports an error of this layer: in `checking` it is thrown, and else stops the process.
  public func fail(_ message: String) { fail(message, []) }

  /// Reports an error of this layer for inputs of these types.
  public func fail(_ message: String, _ operands: [TensorType]) {
    ErrorScope.report(TensorError("\(Self.className) '\(name)'", "", operands, message))
  }
}

extension Collection {
  subscript(safe index: Index) -> Element? { indices.contains(index) ? self[index] : nil }
}
