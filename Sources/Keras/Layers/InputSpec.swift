/// What a layer's input must be like: Keras's `InputSpec`.
public struct InputSpec: Sendable, Hashable {
  /// The dtype; any if `nil`.
  public var dtype: DType?
  /// The shape; `nil` in it for any size.
  public var shape: Shape?
  /// The number of axes.
  public var ndim: Int?
  /// The greatest number of axes.
  public var maxNdim: Int?
  /// The least number of axes.
  public var minNdim: Int?
  /// The sizes of some axes; negative ones count from the last.
  public var axes: [Int: Int]

  /// What holds for an input.
  public init(
    dtype: DType? = nil, shape: Shape? = nil, ndim: Int? = nil, maxNdim: Int? = nil,
    minNdim: Int? = nil, axes: [Int: Int] = [:]
  ) {
    (self.dtype, self.shape, self.axes) = (dtype, shape, axes)
    (self.ndim, self.maxNdim, self.minNdim) = (ndim ?? shape?.count, maxNdim, minNdim)
  }

  /// What is wrong with an input of `given` shape and dtype; `nil` if nothing is.
  package func complaint(_ given: Shape, _ givenDType: DType) -> String? {
    func expected(_ what: String) -> String {
      "expected an input of \(what), got one of the shape \(pythonTuple(given))"
    }
    if let ndim, given.count != ndim { return expected("\(ndim) axes") }
    if let maxNdim, given.count > maxNdim { return expected("at most \(maxNdim) axes") }
    if let minNdim, given.count < minNdim { return expected("at least \(minNdim) axes") }
    if let dtype, dtype != givenDType {
      return "expected an input of the dtype \(dtype.kerasName), got \(givenDType.kerasName)"
    }
    for (axis, size) in axes.sorted(by: { $0.key < $1.key }) {
      guard let have = given[safe: axis < 0 ? axis + given.count : axis] else {
        return expected("at least \(axis < 0 ? -axis : axis + 1) axes")
      }
      if let have, have != size { return expected("the size \(size) along axis \(axis)") }
    }
    for (wanted, have) in zip(shape ?? [], given) {
      if let wanted, let have, wanted != have {
        return expected("the shape \(pythonTuple(shape ?? []))")
      }
    }
    return nil
  }
}
