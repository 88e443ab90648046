extension Losses {
  /// The sum of t·log(t / p) over the last axis.
  public final class KLDivergence: Loss {
    public override class var aliases: [String] { ["kld", "KLD"] }
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.klDivergence(t, p)
    }
  }

  /// The sum of t·log(t / p) over the last axis; both are kept between 1e-7 and 1.
  public static func klDivergence(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let (least, one) = (Tensor(weak: Settings.epsilon), Tensor(weak: 1))
    let t = clip(cast(yTrue, dtype: yPred.dtype), least, one)
    return sum(t * log(t / clip(yPred, least, one)), axis: -1)
  }
}

extension Loss {
  /// The sum of t·log(t / p) over the last axis.
  public static var klDivergence: Loss { Losses.KLDivergence() }
}

extension Losses {
  /// The mean of p - t·log(p) over the last axis.
  public final class Poisson: Loss {
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.poisson(t, p)
    }
  }

  /// The mean of p - t·log(p + 1e-7) over the last axis.
  public static func poisson(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    mean(yPred - yTrue * log(yPred + Settings.epsilon), axis: -1)
  }
}

extension Loss {
  /// The mean of p - t·log(p) over the last axis.
  public static var poisson: Loss { Losses.Poisson() }
}
