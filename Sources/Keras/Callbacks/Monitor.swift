import Foundation

/// A figure that callbacks watch, and which way it gets better.
package struct Monitor {
  /// Its name in what `fit` reports: `val_loss`.
  package let name: String
  private let isGrowing: Bool

  /// Which way is better.
  package enum Mode: String {
    case auto, min, max
  }

  /// In `auto` accuracies and areas grow, and all else shrinks, as in Keras.
  package init(_ name: String, _ mode: Mode) {
    self.name = name
    switch mode {
    case .min: isGrowing = false
    case .max: isGrowing = true
    case .auto:
      let growing = [
        "acc", "accuracy", "auc", "precision", "recall", "f1_score", "fbeta_score", "iou",
      ]
      isGrowing = growing.contains { name.hasSuffix($0) } || name.contains("accuracy")
    }
  }

  /// The value that any other is better than.
  package var worst: Double { isGrowing ? -.infinity : .infinity }
  /// Whether `value` is better than `best` by more than `minDelta`.
  package func isBetter(_ value: Double, than best: Double, by minDelta: Double = 0) -> Bool {
    isGrowing ? value - minDelta > best : value + minDelta < best
  }
  /// The value in `logs`; says so once where there is none.
  package func value(in logs: Logs, _ callback: String) -> Double? {
    guard let value = logs[name] else {
      warn(
        "\(callback) watches '\(name)', which is not reported; there are "
          + logs.keys.sorted().joined(separator: ", "))
      return nil
    }
    return value
  }
}

/// Tells the user of something odd that stops nothing.
package func warn(_ message: String) {
  FileHandle.standardError.write(Data("warning: \(message)\n".utf8))
}
/// Tells the user of what was done.
package func tell(_ message: String) {
  FileHandle.standardOutput.write(Data("\n\(message)\n".utf8))
}
