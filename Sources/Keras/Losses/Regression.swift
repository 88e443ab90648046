extension Losses {
  /// The mean of the squared differences over the last axis.
  public final class MeanSquaredError: Loss {
    public override class var aliases: [String] { ["mse", "MSE"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.meanSquaredError(t, p)
    }
  }

  /// The mean of the squared differences over the last axis.
  public static func meanSquaredError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    mean(square(yTrue - yPred), axis: -1)
  }
}

extension Loss {
  /// The mean of the squared differences over the last axis.
  public static var meanSquaredError: Loss { Losses.MeanSquaredError() }
}

extension Losses {
  /// The mean of the magnitudes of the differences over the last axis.
  public final class MeanAbsoluteError: Loss {
    public override class var aliases: [String] { ["mae", "MAE"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.meanAbsoluteError(t, p)
    }
  }

  /// The mean of the magnitudes of the differences over the last axis.
  public static func meanAbsoluteError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    mean(abs(yTrue - yPred), axis: -1)
  }
}

extension Loss {
  /// The mean of the magnitudes of the differences over the last axis.
  public static var meanAbsoluteError: Loss { Losses.MeanAbsoluteError() }
}

extension Losses {
  /// The mean of the differences in per cent of the targets over the last axis.
  public final class MeanAbsolutePercentageError: Loss {
    public override class var aliases: [String] { ["mape", "MAPE"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.meanAbsolutePercentageError(t, p)
    }
  }

  /// The mean of the differences in per cent of the targets over the last axis.
  public static func meanAbsolutePercentageError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let scale = maximum(abs(yTrue), Tensor(weak: Settings.epsilon))
    return 100 * mean(abs((yTrue - yPred) / scale), axis: -1)
  }
}

extension Loss {
  /// The mean of the differences in per cent of the targets over the last axis.
  public static var meanAbsolutePercentageError: Loss { Losses.MeanAbsolutePercentageError() }
}

extension Losses {
  /// The mean of the squared differences of log(1 + y) over the last axis; negative values count as 0.
  public final class MeanSquaredLogarithmicError: Loss {
    public override class var aliases: [String] { ["msle", "MSLE"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.meanSquaredLogarithmicError(t, p)
    }
  }

  /// The mean of the squared differences of log(1 + y) over the last axis.
  public static func meanSquaredLogarithmicError(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    func logarithm(_ x: Tensor) -> Tensor {
      log(maximum(x, Tensor(weak: Settings.epsilon)) + 1)
    }
    return mean(square(logarithm(yTrue) - logarithm(yPred)), axis: -1)
  }
}

extension Loss {
  /// The mean of the squared differences of log(1 + y) over the last axis; negative values count as 0.
  public static var meanSquaredLogarithmicError: Loss { Losses.MeanSquaredLogarithmicError() }
}

extension Losses {
  /// The mean of log(cosh(difference)) over the last axis.
  public final class LogCosh: Loss {
    public override class var aliases: [String] { ["logcosh"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.logCosh(t, p)
    }
  }

  /// The mean of log(cosh(difference)) over the last axis.
  public static func logCosh(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    // log(cosh x) without overflow: x + softplus(-2x) - log 2.
    let x = yPred - yTrue
    return mean(x + softplus(-2 * x) - 0.6931471805599453, axis: -1)
  }
}

extension Loss {
  /// The mean of log(cosh(difference)) over the last axis.
  public static var logCosh: Loss { Losses.LogCosh() }
}
