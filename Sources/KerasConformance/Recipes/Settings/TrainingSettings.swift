extension Settings {
  private static let bits = Sample.values([0, 1, 1, 0, 1, 0], [3, 2])
  private static let chances = Sample.numbers([3, 2], in: 0.1...0.9)
  private static let hot = Sample.oneHot([4, 3])
  private static let shares = Sample.distribution([4, 3])
  private static let labels = Sample.whole([4], in: 0..<3)
  private static let truths = Sample.values([0, 1, 1, 0, 1], [5])
  private static let guesses = Sample.numbers([5], in: 0.1...0.9)

  static let losses: [LossRecipe] =
    loss(bits, chances, { Losses.BinaryCrossentropy() }, ["label_smoothing": 0.25])
    + loss(
      bits, chances, { Losses.BinaryFocalCrossentropy() }, ["gamma": 1.0], ["alpha": 0.75],
      ["apply_class_balancing": true], ["label_smoothing": 0.25])
    + loss(hot, shares, { Losses.CategoricalCrossentropy() }, ["label_smoothing": 0.25])
    + loss(
      hot, shares, { Losses.CategoricalFocalCrossentropy() }, ["gamma": 1.0], ["alpha": 0.75],
      ["label_smoothing": 0.25])
    + loss([3, 4], [3, 4], { Losses.Huber() }, ["delta": 0.25], ["delta": 2.0])
    + loss(
      [3, 4], [3, 4], { Losses.MeanSquaredError() }, ["reduction": "sum"], ["reduction": "mean"])
    + loss(labels, shares, { Losses.SparseCategoricalCrossentropy() }, ["ignore_class": 1])

  static let metrics: [MetricRecipe] =
    metric(truths, guesses, { Metrics.BinaryAccuracy() }, ["threshold": 0.75])
    + metric(truths, guesses, { Metrics.TruePositives() }, ["thresholds": 0.75])
    + metric(truths, guesses, { Metrics.FalsePositives() }, ["thresholds": 0.25])
    + metric(truths, guesses, { Metrics.TrueNegatives() }, ["thresholds": [0.2, 0.8]])
    + metric(truths, guesses, { Metrics.FalseNegatives() }, ["thresholds": 0.75])
    + metric(truths, guesses, { Metrics.Recall() }, ["thresholds": 0.75])
    + metric(truths, guesses, { Metrics.Precision() }, ["thresholds": 0.25])
    + metric(hot, shares, { Metrics.Precision() }, ["top_k": 2], ["class_id": 1])
    + metric(hot, shares, { Metrics.TopKCategoricalAccuracy() }, ["k": 1])
    + metric(labels, shares, { Metrics.SparseTopKCategoricalAccuracy() }, ["k": 1])
    + metric(hot, shares, { Metrics.F1Score() }, ["threshold": 0.3], ["average": "micro"])
    + metric(
      hot, shares, { Metrics.FBetaScore() }, ["beta": 0.5], ["average": "weighted"])
    + metric(
      truths, guesses, { Metrics.AUC(numThresholds: 5) }, ["num_thresholds": 9],
      ["curve": "PR"], ["summation_method": "minoring"], ["summation_method": "majoring"],
      ["from_logits": true])
    + metric(
      truths, guesses, { Metrics.PrecisionAtRecall(0.5, numThresholds: 5) }, ["recall": 0.9],
      ["num_thresholds": 9])
    + metric(
      .whole([6], in: 0..<3), .whole([6], in: 0..<3), { Metrics.MeanIoU(3) },
      ["ignore_class": 1])
    + metric(
      hot, shares, { Metrics.CategoricalCrossentropy() }, ["label_smoothing": 0.25],
      ["from_logits": true])

  static let optimizers: [OptimizerRecipe] =
    optimizer({ Optimizers.Adadelta(0.5) }, ["rho": 0.5], ["epsilon": 0.01])
    + optimizer(
      { Optimizers.Adafactor(0.05) }, ["beta_2_decay": -0.5], ["epsilon_1": 0.01],
      ["epsilon_2": 0.5], ["clip_threshold": 0.25], ["relative_step": false])
    + optimizer(
      { Optimizers.Adagrad(0.1) }, ["initial_accumulator_value": 0.5], ["epsilon": 0.1])
    + optimizer(
      { Optimizers.Adam(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1],
      ["amsgrad": true, "beta_2": 0.5], ["clipvalue": 0.25], ["clipnorm": 0.5],
      ["global_clipnorm": 0.5], ["weight_decay": 0.1],
      ["use_ema": true, "ema_momentum": 0.5], ["gradient_accumulation_steps": 3])
    + optimizer(
      { Optimizers.AdamW(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1],
      ["amsgrad": true, "beta_2": 0.5], ["weight_decay": 0.25])
    + optimizer(
      { Optimizers.Adamax(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1])
    + optimizer({ Optimizers.Nadam(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1])
    + optimizer({ Optimizers.Lamb(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1])
    + optimizer({ Optimizers.Lion(0.05) }, ["beta_1": 0.5], ["beta_2": 0.5])
    + optimizer(
      { Optimizers.RMSprop(0.1) }, ["rho": 0.5], ["momentum": 0.5], ["epsilon": 0.1],
      ["centered": true])
    + optimizer(
      { Optimizers.SGD(0.1) }, ["momentum": 0.5], ["momentum": 0.5, "nesterov": true],
      ["weight_decay": 0.1])
    + optimizer(
      { Optimizers.Ftrl(0.1) }, ["initial_accumulator_value": 0.5],
      ["l1_regularization_strength": 0.1], ["l2_regularization_strength": 0.5], ["beta": 0.5],
      ["l2_shrinkage_regularization_strength": 0.25], ["learning_rate_power": -0.25])
    + optimizer(
      { try Optimizers.Muon(0.1) }, ["momentum": 0.5], ["nesterov": false], ["ns_steps": 2],
      ["adam_beta_1": 0.5], ["adam_lr_ratio": 0.5], ["weight_decay": 0.25])
    + optimizer(
      { Optimizers.ScheduleFreeAdamW(0.1) }, ["beta_1": 0.5], ["beta_2": 0.5], ["epsilon": 0.1],
      ["warmup_steps": 3])
    + schedules

  private static let schedules: [OptimizerRecipe] =
    optimizer(
      {
        Optimizers.SGD(
          changed(
            Schedules.ExponentialDecay(0.5, decaySteps: 2, decayRate: 0.5), ["staircase": true]))
      }, ["momentum": 0.25])
    + optimizer(
      {
        Optimizers.SGD(
          changed(
            Schedules.InverseTimeDecay(0.5, decaySteps: 2, decayRate: 0.5), ["staircase": true]))
      }, ["momentum": 0.125])
    + optimizer(
      {
        Optimizers.SGD(
          changed(
            Schedules.PolynomialDecay(0.5, decaySteps: 3, power: 2),
            ["cycle": true, "end_learning_rate": 0.0625]))
      }, ["momentum": 0.375])
    + optimizer(
      {
        Optimizers.SGD(
          changed(
            Schedules.CosineDecayRestarts(0.5, firstDecaySteps: 2),
            ["t_mul": 1.5, "m_mul": 0.5, "alpha": 0.125]))
      }, ["momentum": 0.625])
}
