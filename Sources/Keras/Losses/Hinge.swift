extension Losses {
  /// The mean of max(1 - t·p, 0) over the last axis, targets being -1 or 1 (or 0 or 1).
  public final class Hinge: Loss {
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.hinge(t, p)
    }
  }

  /// The mean of max(1 - t·p, 0) over the last axis, targets being -1 or 1, or else 0 or 1.
  public static func hinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    mean(margins(yTrue, yPred), axis: -1)
  }
}

extension Loss {
  /// The mean of max(1 - t·p, 0) over the last axis, targets being -1 or 1 (or 0 or 1).
  public static var hinge: Loss { Losses.Hinge() }
}

extension Losses {
  /// The mean of max(1 - t·p, 0)² over the last axis, targets being -1 or 1 (or 0 or 1).
  public final class SquaredHinge: Loss {
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.squaredHinge(t, p)
    }
  }

  /// The mean of max(1 - t·p, 0)² over the last axis, targets being -1 or 1, or else 0 or 1.
  public static func squaredHinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    mean(square(margins(yTrue, yPred)), axis: -1)
  }

  private static func margins(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let t = cast(yTrue, dtype: yPred.dtype)
    let isZero = equal(t, Tensor(weak: 0))
    // Targets that are all 0 or 1 are meant as -1 or 1.
    let isBinary = all(logicalOr(isZero, equal(t, Tensor(weak: 1))))
    let signs = NumPy.where(isBinary, 2 * t - 1, t)
    return maximum(1 - signs * yPred, Tensor(weak: 0))
  }
}

extension Loss {
  /// The mean of max(1 - t·p, 0)² over the last axis, targets being -1 or 1 (or 0 or 1).
  public static var squaredHinge: Loss { Losses.SquaredHinge() }
}

extension Losses {
  /// max(1 + the greatest p of another class - p of the right class, 0).
  public final class CategoricalHinge: Loss {
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      let (t, p) = squeezedToMatch(yTrue, yPred)
      return Losses.categoricalHinge(t, p)
    }
  }

  /// max(1 + the greatest p of another class - p of the right class, 0), over the last axis.
  public static func categoricalHinge(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    let t = cast(yTrue, dtype: yPred.dtype)
    let right = sum(t * yPred, axis: -1)
    let wrong = max((1 - t) * yPred, axis: -1)
    return maximum(wrong - right + 1, Tensor(weak: 0))
  }
}

extension Loss {
  /// max(1 + the greatest p of another class - p of the right class, 0).
  public static var categoricalHinge: Loss { Losses.CategoricalHinge() }
}
