/// How one result of a reducing body comes of what is combined so far and of one element.
enum Reducing {
  /// By an operation of the two.
  case monoid(Binary)
  /// One of the two, as the value numbered `predicate` says.
  case selection(predicate: Int, keepsOnTrue: Bool)
  /// In another way.
  case general
}

extension Block {
  /// How each result of this body, which reduces, comes of its own pair of parameters.
  func reducing(_ captureCount: Int) -> [Reducing] {
    let count = results.count
    var makers: [Int: Equation] = [:]
    for equation in equations { for result in equation.results { makers[result] = equation } }
    return results.indices.map { i in
      let pair = [captureCount + i, captureCount + count + i]
      guard let equation = makers[results[i]] else { return .general }
      switch equation.operation {
      case let operation as Binary where operation.isMonoid:
        return Set(equation.operands) == Set(pair) ? .monoid(operation) : .general
      case is Select where Set(equation.operands.dropFirst()) == Set(pair):
        return .selection(
          predicate: equation.operands[0], keepsOnTrue: equation.operands[1] == pair[0])
      default: return .general
      }
    }
  }

  /// This body, which reduces, with a further pair of parameters of `type` and a further result for
  /// each of `selections`: the one of the two that stands where the predicate chooses from.
  func selecting(
    _ selections: [(predicate: Int, keepsOnTrue: Bool)], _ type: TensorType, _ captureCount: Int
  ) throws -> Block {
    let (count, more) = (results.count, selections.count)
    let extra = [TensorType](repeating: type, count: more)
    let own = parameters.dropFirst(captureCount)
    var builder = BlockBuilder(
      parameters: parameters.prefix(captureCount) + own.prefix(count) + extra
        + own.suffix(count) + extra)
    var numbers = parameters.indices.map { $0 < captureCount + count ? $0 : $0 + more }
    for equation in equations {
      numbers += try builder.append(equation.operation, equation.operands.map { numbers[$0] })
    }
    var chosen: [Int] = []
    for (i, selection) in selections.enumerated() {
      let (old, new) = (captureCount + count + i, captureCount + 2 * count + more + i)
      let pair = selection.keepsOnTrue ? [old, new] : [new, old]
      chosen += try builder.append(Select(), [numbers[selection.predicate]] + pair)
    }
    return builder.block(returning: results.map { numbers[$0] } + chosen)
  }
}

extension Binary {
  /// What changes nothing it is combined with by this operation, for one that `isMonoid`.
  package func identity(_ dtype: DType) -> HostTensor {
    switch self {
    case .multiply: return dtype.one
    case .maximum: return dtype.least
    case .minimum: return dtype.greatest
    case .and:
      let type = TensorType(dtype)
      switch dtype.family {
      case .signed: return HostTensor(type, signed: [-1])
      case .unsigned: return dtype.greatest
      default: return dtype.one
      }
    default: return dtype.zero
    }
  }
}

/// Positions of elements in a tensor, in row-major order; -1 stands for no element.
enum Positions {
  static func dtype(_ type: TensorType) -> DType { type.count < 1 << 31 ? .i32 : .i64 }

  /// The position of each element of a tensor of `type`.
  static func all(_ type: TensorType) -> Tensor {
    reshape(iota(TensorType(dtype(type), [type.count])), type.shape)
  }

  /// The position that no element has.
  static func none(_ type: TensorType) -> Tensor { .full(TensorType(dtype(type)), -1) }

  /// The elements of `x` at `positions`, and `outside` where these are negative.
  static func elements(of x: Tensor?, at positions: Tensor, outside: Tensor?) -> Tensor? {
    guard let dtype = (x ?? outside)?.dtype else { return nil }
    let type = TensorType(dtype, positions.shape)
    let start = outside.map { broadcast($0, to: type.shape, axes: []) } ?? .full(type, 0)
    guard let x, x.type.count > 0 else { return outside == nil ? nil : start }
    let numbers = GatherDimensionNumbers(
      collapsedSliceDims: [0], startIndexMap: [0], indexVectorDim: positions.rank)
    let found = bind(
      Gather(numbers, sliceSizes: [1]), reshape(x, [x.type.count]), positions)
    return select(less(positions, .full(positions.type, 0)), start, found)
  }

  /// The elements of `x` at `indices` along `axis`, all other indices the same.
  static func along(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    if indices.type.count == 0 { return .full(TensorType(x.dtype, indices.shape), 0) }
    let others = (0..<x.rank).filter { $0 != axis }
    let numbers = GatherDimensionNumbers(
      collapsedSliceDims: [axis], operandBatchingDims: others, startIndicesBatchingDims: others,
      startIndexMap: [axis], indexVectorDim: indices.rank)
    return bind(Gather(numbers, sliceSizes: x.shape.map { _ in 1 }), x, indices)
  }
}

extension Tensor {
  /// The sum of the elements along `dimensions`.
  func summed(_ dimensions: [Int]) -> Tensor {
    dimensions.isEmpty ? self : reduceSum(self, dimensions)
  }

  /// This tensor in `dtype`.
  func converted(to dtype: DType) -> Tensor {
    self.dtype == dtype ? self : convert(self, to: dtype)
  }

  /// The elements along `dimensions` in index order along the first axis, the others along the
  /// second.
  func gathering(_ dimensions: [Int]) -> Tensor {
    let along = dimensions.sorted()
    let kept = (0..<rank).filter { !along.contains($0) }
    let order = along + kept
    let moved = order == Array(0..<rank) ? self : transpose(self, order)
    let counts = [along, kept].map { $0.reduce(1) { $0 * shape[$1] } }
    return moved.shape == counts ? moved : reshape(moved, counts)
  }
}
