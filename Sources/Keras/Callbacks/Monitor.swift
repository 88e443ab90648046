import Foundation

/// A figure that callbacks watch, and which way it gets better.
package struct Monitor {
  /// Its name in what `fit` reports: `val_loss`.
  package let name: String
  private let mode: Mode

  /// Which way is better.
  package enum Mode: String {
    case auto, min, max
  }

  /// In `auto` the metric of the name knows which way is better.
  package init(_ name: String, _ mode: Mode) { (self.name, self.mode) = (name, mode) }

  /// Whether `value` is better than `best`, if there is one, by more than `minDelta`.
  ///
  /// Throws where nothing tells which way is better.
  package func isBetter(
    _ value: Double, than best: Double?, by minDelta: Double = 0, in model: Model
  ) throws -> Bool {
    let direction = try direction(in: model)
    guard let best else { return true }
    return direction == .up ? value - minDelta > best : value + minDelta < best
  }

  private func direction(in model: Model) throws -> Metric.Direction {
    switch mode {
    case .min: return .down
    case .max: return .up
    case .auto: break
    }
    let figure = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
    if figure == "loss" { return .down }
    if let compiled = model.compiled {
      // The mean of one output's loss.
      if compiled.outputTrackers.contains(where: { $0?.name == figure }) { return .down }
      let metric = compiled.resolved.first { $0.name == figure || $0.metric.name == figure }?.metric
      if let direction = metric?.direction { return direction }
    }
    throw ConfigError(
      "whether '\(name)' gets better upward or downward is not known; the callback that watches it "
        + "needs mode: .max or .min, or the metric a direction")
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
