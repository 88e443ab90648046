extension KerasClasses {
  static let optimizers: [any KerasObject.Type] = [
    Optimizers.Adadelta.self, Optimizers.Adafactor.self, Optimizers.Adagrad.self,
    Optimizers.Adam.self, Optimizers.Adamax.self, Optimizers.AdamW.self, Optimizers.Ftrl.self,
    Optimizers.Lamb.self, Optimizers.Lion.self, Optimizers.LossScaleOptimizer.self,
    Optimizers.MultiOptimizer.self, Optimizers.Muon.self, Optimizers.Nadam.self,
    Optimizers.OptimizerMap.self, Optimizers.RMSprop.self, Optimizers.ScheduleFreeAdamW.self,
    Optimizers.SGD.self,
  ]
  static let schedules: [any KerasObject.Type] = [
    Schedules.CosineDecay.self, Schedules.CosineDecayRestarts.self,
    Schedules.ExponentialDecay.self, Schedules.InverseTimeDecay.self,
    Schedules.PiecewiseConstantDecay.self, Schedules.PolynomialDecay.self,
  ]
}
