/// What the three batch normalizations share: the slices of a tensor along one dimension.
struct FeatureSlices {
  /// Positions of the first element of each feature.
  let features: [Int]
  /// What is added to reach the other elements of a feature.
  let offsets: [Int]

  init(_ type: TensorType, featureIndex: Int) {
    features = type.offsets(along: [featureIndex])
    offsets = type.offsets(along: (0..<type.rank).filter { $0 != featureIndex })
  }

  /// For each feature the sum over its elements of `term`, which gets feature and position.
  func sums(_ term: (Int, Int) -> Double) -> [Double] {
    features.indices.map { feature in
      var sum = DotAccumulator()
      for offset in offsets { sum.add(term(feature, features[feature] + offset)) }
      return sum.value
    }
  }

  /// A value for each position from `value`, which gets feature and position.
  func map(_ count: Int, _ value: (Int, Int) -> Double) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for feature in features.indices {
      for offset in offsets {
        let position = features[feature] + offset
        result[position] = value(feature, position)
      }
    }
    return result
  }
}

extension Primitive {
  /// Throws unless `x[0]` is a float tensor with a dimension `featureIndex`, the other operands
  /// have its dtype, and each operand named in `vectors` one element for each feature.
  func checkBatchNorm(
    _ featureIndex: Int, _ x: [TensorType],
    vectors: [(operand: Int, name: String, clause: String)]
  ) throws(TensorError) {
    let operand = x[0]
    guard operand.dtype.isFloat else {
      throw violation("I1", x, "the operand must be of floats, got \(operand.dtype)")
    }
    guard operand.shape.indices.contains(featureIndex) else {
      throw violation("C1", x, "feature_index \(featureIndex) must lie in 0..<\(operand.rank)")
    }
    guard x.allSatisfy({ $0.dtype == operand.dtype }) else {
      throw violation("C2", x, "all operands must have the element type \(operand.dtype)")
    }
    let features = operand.shape[featureIndex]
    for (i, name, clause) in vectors where x[i].shape != [features] {
      throw violation(clause, x, "\(name) must have shape [\(features)], got \(x[i].shape)")
    }
  }

  /// The attributes of a batch normalization.
  func batchNormAttributes(_ epsilon: Float, _ featureIndex: Int) -> [NamedAttribute] {
    [
      NamedAttribute("epsilon", .float(Double(epsilon), .f32)),
      NamedAttribute("feature_index", .integer(Int64(featureIndex), .i64)),
    ]
  }
}
