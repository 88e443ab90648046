/// A configuration of a loss that everything every loss must do is tried on.
///
/// One line adds a loss to all of it: `LossRecipe([4, 3], [4, 3]) { Losses.Huber() }`.
package struct LossRecipe: Sendable {
  /// How a loss is used.
  package enum Variation: String, CaseIterable, Sendable {
    /// Without weights, reduced as the recipe says.
    case plain = ""
    /// The sum of weighted values.
    case weighted
    /// Values of samples with weights, not reduced.
    case unreduced
    /// The mean of what a mask leaves, of weighted values.
    case masked
    /// Weights that are all zero, of which the mean is divided by their sum.
    case weightless
    /// A mask that leaves nothing.
    case hidden
    /// A batch of no samples.
    case empty
  }
  package let name: String
  let yTrue, yPred: Sample
  let variations: [Variation]
  package let make: @Sendable () -> Loss

  /// The loss that `make` makes of these targets and predictions.
  init(
    _ yTrue: Sample, _ yPred: Sample, without: Set<Variation> = [], named name: String = "",
    _ make: @escaping @Sendable () -> Loss
  ) {
    let kind = type(of: make()).className
    self.name = name.isEmpty ? kind : "\(kind) \(name)"
    (self.yTrue, self.yPred, self.make) = (yTrue, yPred, make)
    variations = Variation.allCases.filter { !without.contains($0) }
  }

  /// The cases that the recipe comes to.
  func kerasCases() throws -> [KerasCase] {
    try withBackend(ReferenceBackend()) {
      try variations.map { variation in try checking { try kerasCase(variation) } }
    }
  }

  private func kerasCase(_ variation: Variation) throws -> KerasCase {
    let draw = Draw(seed: 3)
    var (t, p) = (yTrue.tensor(draw), yPred.tensor(draw))
    if variation == .empty { (t, p) = (t.withoutSamples, p.withoutSamples) }
    let count = p.shape[0]
    var inputs = [("y_true", t), ("y_pred", p)]
    switch variation {
    case .weighted, .unreduced, .masked:
      inputs.append(("sample_weight", Sample.numbers([count], in: 0.25...2).tensor(draw)))
    case .weightless: inputs.append(("sample_weight", zeros([count])))
    default: break
    }
    if variation == .masked {
      inputs.append(("mask", Tensor((0..<count).map { $0 % 3 != 1 }, shape: [count])))
    }
    if variation == .hidden { inputs.append(("mask", zeros([count], dtype: .i1))) }
    let reductions: [Variation: Loss.Reduction] = [
      .weighted: .sum, .unreduced: .none, .weightless: .meanWithSampleWeight,
    ]
    var json = serialize(make())
    if let reduction = reductions[variation] { json = json.with("reduction", reduction.json) }
    var modes: [KerasMode] = [.value]
    if p.dtype.isFloat { modes.append(.gradient) }
    if variation == .plain { modes += [.float16, .bfloat16] }
    let name = variation == .plain ? self.name : "\(self.name), \(variation.rawValue)"
    return KerasCase(name, .loss, json, modes: modes, inputs: inputs)
  }
}

extension Tensor {
  /// The same without any sample.
  var withoutSamples: Tensor { zeros([0] + shape.dropFirst(), dtype: dtype) }
}

extension JSON {
  /// A serialized object with a field of its config set.
  func with(_ key: String, _ value: JSON) -> JSON {
    guard var object else { return self }
    var config = object["config"]?.object ?? [:]
    config[key] = value
    object["config"] = .object(config)
    return .object(object)
  }
}

/// All recipes of losses.
package enum LossRecipes {
  private static let labels = Sample.whole([4], in: 0..<3)
  private static let hot = Sample.oneHot([4, 3])
  private static let shares = Sample.distribution([4, 3])
  private static let bits = Sample.values([0, 1, 1, 0, 1, 0], [3, 2])
  private static let chances = Sample.numbers([3, 2], in: 0.1...0.9)

  package static let all: [LossRecipe] = [
    LossRecipe(bits, chances) { Losses.BinaryCrossentropy() },
    LossRecipe(bits, [3, 2], named: "of logits, smoothed") {
      Losses.BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.25)
    },
    LossRecipe(bits, chances) { Losses.BinaryFocalCrossentropy() },
    LossRecipe(bits, [3, 2], named: "balanced, of logits") {
      Losses.BinaryFocalCrossentropy(
        applyClassBalancing: true, alpha: 0.75, gamma: 1.5, fromLogits: true)
    },
    LossRecipe(.whole([2, 3], in: 1..<4), [2, 8, 4], without: [.empty]) { Losses.CTC() },
    LossRecipe(hot, shares) { Losses.CategoricalCrossentropy() },
    LossRecipe(.oneHot([2, 3, 4]), [2, 3, 4], named: "of logits, in steps") {
      Losses.CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.125)
    },
    LossRecipe(.oneHot([2, 4, 3]), [2, 4, 3], without: [.empty], named: "of another axis") {
      Losses.CategoricalCrossentropy(fromLogits: true, axis: 1)
    },
    LossRecipe(hot, shares) { Losses.CategoricalFocalCrossentropy() },
    LossRecipe(hot, [4, 3], named: "of logits") {
      Losses.CategoricalFocalCrossentropy(alpha: 0.5, gamma: 1.25, fromLogits: true)
    },
    LossRecipe(labels, shares) { Losses.CategoricalGeneralizedCrossEntropy() },
    LossRecipe(labels, shares, named: "nearly linear") {
      Losses.CategoricalGeneralizedCrossEntropy(q: 0.9)
    },
    LossRecipe(hot, [4, 3]) { Losses.CategoricalHinge() },
    LossRecipe(.whole([6], in: 0..<2), [6, 3], without: [.empty]) {
      Losses.Circle(gamma: 4, margin: 0.25)
    },
    LossRecipe([3, 4], [3, 4]) { Losses.CosineSimilarity() },
    LossRecipe([3, 4, 2], [3, 4, 2], named: "of another axis") {
      Losses.CosineSimilarity(axis: 1)
    },
    LossRecipe(hot, shares, without: [.masked, .hidden, .weighted, .unreduced, .weightless]) {
      Losses.Dice()
    },
    LossRecipe(.oneHot([2, 3, 4]), .distribution([2, 3, 4]), named: "of each sample") {
      Losses.Dice(axis: [1, 2])
    },
    LossRecipe(bits, [3, 2]) { Losses.Hinge() },
    LossRecipe([3, 4], [3, 4]) { Losses.Huber() },
    LossRecipe([3, 4], [3, 4], named: "turning early") { Losses.Huber(delta: 0.5) },
    LossRecipe(shares, .distribution([4, 3])) { Losses.KLDivergence() },
    LossRecipe([3, 4], [3, 4]) { Losses.LogCosh() },
    LossRecipe([3, 4], [3, 4]) { Losses.MeanAbsoluteError() },
    LossRecipe([3, 4], [3, 4]) { Losses.MeanAbsolutePercentageError() },
    LossRecipe([3, 4], [3, 4]) { Losses.MeanSquaredError() },
    LossRecipe([5, 1], [5], named: "of ranks that differ") { Losses.MeanSquaredError() },
    LossRecipe(.numbers([3, 4], in: 0.1...3), .numbers([3, 4], in: 0.1...3)) {
      Losses.MeanSquaredLogarithmicError()
    },
    LossRecipe(.whole([3, 2], in: 0..<4), .numbers([3, 2], in: 0.25...3)) { Losses.Poisson() },
    LossRecipe(labels, shares) { Losses.SparseCategoricalCrossentropy() },
    LossRecipe(
      .whole([2, 4], in: 0..<3), [2, 4, 3], without: [.empty, .masked, .hidden],
      named: "of logits, a class ignored"
    ) {
      Losses.SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: 1)
    },
    LossRecipe(bits, [3, 2]) { Losses.SquaredHinge() },
    LossRecipe(hot, shares, without: [.masked, .hidden, .weighted, .unreduced, .weightless]) {
      Losses.Tversky(alpha: 0.25, beta: 0.75)
    },
  ]
}
