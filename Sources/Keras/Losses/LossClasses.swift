extension KerasClasses {
  static let losses: [any KerasObject.Type] = [
    Losses.BinaryCrossentropy.self, Losses.BinaryFocalCrossentropy.self, Losses.CTC.self,
    Losses.CategoricalCrossentropy.self, Losses.CategoricalFocalCrossentropy.self,
    Losses.CategoricalGeneralizedCrossEntropy.self, Losses.CategoricalHinge.self,
    Losses.Circle.self, Losses.CosineSimilarity.self, Losses.Dice.self, Losses.Hinge.self,
    Losses.Huber.self, Losses.KLDivergence.self, Losses.LogCosh.self, Losses.MeanAbsoluteError.self,
    Losses.MeanAbsolutePercentageError.self, Losses.MeanSquaredError.self,
    Losses.MeanSquaredLogarithmicError.self, Losses.Poisson.self,
    Losses.SparseCategoricalCrossentropy.self, Losses.SquaredHinge.self, Losses.Tversky.self,
  ]
}
