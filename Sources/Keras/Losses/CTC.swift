extension Losses {
  /// How improbable sequences of labels are by predictions for each step: connectionist temporal
  /// classification.
  ///
  /// Targets are batch × labels, padded with 0, which stands for no label; predictions are logits,
  /// batch × steps × classes. Source: Graves et al., Connectionist Temporal Classification, 2006.
  public final class CTC: Loss {
    public override func call(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
      Losses.ctc(yTrue, yPred)
    }
  }

  /// How improbable sequences of labels are by predictions for each step.
  public static func ctc(_ yTrue: Tensor, _ yPred: Tensor) -> Tensor {
    guard yTrue.rank == 2, yPred.rank == 3 else {
      ErrorScope.report(
        TensorError(
          "CTC", "", [yTrue.type, yPred.type],
          "expected targets batch × labels and predictions batch × steps × classes"))
      return .invalid
    }
    let labels = cast(yTrue, dtype: .i32)
    let lengths = cast(sum(notEqual(labels, Tensor(0 as Int32)), axis: -1), dtype: .i32)
    let steps = Tensor.full(TensorType(.i32, [yPred.shape[0]]), yPred.shape[1])
    return ctcLoss(labels, yPred, lengths, steps, maskIndex: 0)
  }
}

extension Loss {
  /// How improbable sequences of labels are by predictions for each step.
  public static var ctc: Loss { Losses.CTC() }
}
