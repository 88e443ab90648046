extension KerasClasses {
  static let metrics: [any KerasObject.Type] = [
    Metrics.AUC.self, Metrics.Accuracy.self, Metrics.BinaryAccuracy.self,
    Metrics.BinaryCrossentropy.self, Metrics.BinaryIoU.self, Metrics.CategoricalAccuracy.self,
    Metrics.CategoricalCrossentropy.self, Metrics.CategoricalHinge.self,
    Metrics.ConcordanceCorrelation.self, Metrics.CosineSimilarity.self, Metrics.F1Score.self,
    Metrics.FBetaScore.self, Metrics.FalseNegatives.self, Metrics.FalsePositives.self,
    Metrics.Hinge.self, Metrics.IoU.self, Metrics.KLDivergence.self, Metrics.LogCoshError.self,
    Metrics.Mean.self, Metrics.MeanAbsoluteError.self, Metrics.MeanAbsolutePercentageError.self,
    Metrics.MeanIoU.self, Metrics.MeanMetricWrapper.self, Metrics.MeanSquaredError.self,
    Metrics.MeanSquaredLogarithmicError.self, Metrics.OneHotIoU.self, Metrics.OneHotMeanIoU.self,
    Metrics.PearsonCorrelation.self, Metrics.Poisson.self, Metrics.Precision.self,
    Metrics.PrecisionAtRecall.self, Metrics.R2Score.self, Metrics.Recall.self,
    Metrics.RecallAtPrecision.self, Metrics.RootMeanSquaredError.self,
    Metrics.SensitivityAtSpecificity.self, Metrics.SparseCategoricalAccuracy.self,
    Metrics.SparseCategoricalCrossentropy.self, Metrics.SparseTopKCategoricalAccuracy.self,
    Metrics.SpecificityAtSensitivity.self, Metrics.SquaredHinge.self, Metrics.Sum.self,
    Metrics.TopKCategoricalAccuracy.self, Metrics.TrueNegatives.self, Metrics.TruePositives.self,
  ]
}
