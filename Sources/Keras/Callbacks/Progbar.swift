import Foundation

/// The bar that shows how far a long task is: Keras's `utils.Progbar`.
public final class Progbar {
  private let target: Int?
  private let width: Int
  private let verbose: Verbosity
  private let unitName: String
  private let start = Date()
  private var lastUpdate = Date.distantPast
  private var lastLength = 0
  private var firstStep: Date?
  private var current = 0
  private let write: (String) -> Void

  /// A bar of `target` steps, written by `write`, by default to standard output.
  public init(
    _ target: Int?, width: Int = 20, verbose: Verbosity = .progressBar, unitName: String = "step",
    write: ((String) -> Void)? = nil
  ) {
    self.target = target
    self.width = width
    self.verbose = verbose
    self.unitName = unitName
    self.write = write ?? { FileHandle.standardOutput.write(Data($0.utf8)) }
  }

  /// Shows that `current` steps are done, and `values`.
  public func update(_ current: Int, _ values: [(String, Double)] = [], finalize: Bool? = nil) {
    let isLast = finalize ?? (target.map { current >= $0 } ?? false)
    self.current = current
    let now = Date()
    if firstStep == nil { firstStep = now }
    switch verbose {
    case .silent, .auto: break
    case .progressBar:
      // More than twenty pictures a second nobody sees.
      guard isLast || now.timeIntervalSince(lastUpdate) >= 0.05 else { return }
      drawBar(current, values, isLast, now)
      lastUpdate = now
    case .line:
      guard isLast else { return }
      let count = target ?? current
      let digits = String(count).count
      let padded =
        String(repeating: " ", count: max(0, digits - String(current).count)) + "\(current)"
      write(
        "\(padded)/\(count) - \(Int(now.timeIntervalSince(start)))s - "
          + perStep(current, now).trimmingCharacters(in: .whitespaces)
          + values.map { " - \($0): \(Self.number($1, signed: true))" }.joined() + "\n")
    }
  }

  private func drawBar(_ current: Int, _ values: [(String, Double)], _ isLast: Bool, _ now: Date) {
    let bold = "\u{1B}[1m"
    let off = "\u{1B}[0m"
    var bar = ""
    var visible = 0
    if let target {
      let digits = String(target).count
      let text =
        String(repeating: " ", count: max(0, digits - String(current).count))
        + "\(current)/\(target)"
      let done = target == 0 ? width : min(width, width * current / target)
      bar = bold + text + off + " "
      bar += done > 0 ? "\u{1B}[32m" + String(repeating: "━", count: done) + off : ""
      bar += "\u{1B}[37m" + String(repeating: "━", count: width - done) + off
      visible = text.count + 1 + width
    } else {
      let text =
        String(repeating: " ", count: max(0, 7 - String(current).count)) + "\(current)/Unknown"
      bar = bold + text + off
      visible = text.count
    }
    var info = " " + bold
    let estimate = timePerStep(current, now)
    let time: String
    if let target, !isLast {
      time = Self.duration(estimate * Double(target - current))
    } else {
      time = Self.duration(now.timeIntervalSince(start))
    }
    let rest =
      perStep(current, now) + values.map { " - \($0): \(Self.number($1, signed: false))" }.joined()
    info += time + off + rest
    visible += 1 + time.count + rest.count
    var text =
      (lastLength > 0 ? String(repeating: "\u{8}", count: lastLength) : "") + "\r" + bar + info
    if lastLength > visible { text += String(repeating: " ", count: lastLength - visible) }
    lastLength = max(visible, lastLength)
    if isLast {
      text += "\n"
      lastLength = 0
    }
    write(text)
  }

  /// The time of a step in seconds: the first one, which traces and compiles, is left out.
  private func timePerStep(_ current: Int, _ now: Date) -> Double {
    guard current > 0 else { return 0 }
    if let firstStep, current > 1 { return now.timeIntervalSince(firstStep) / Double(current - 1) }
    return now.timeIntervalSince(start) / Double(current)
  }

  private func perStep(_ current: Int, _ now: Date) -> String {
    let time = timePerStep(current, now)
    if time >= 1 || time == 0 { return " \(Int(time.rounded()))s/\(unitName)" }
    if time >= 1e-3 { return " \(Int((time * 1e3).rounded()))ms/\(unitName)" }
    return " \(Int((time * 1e6).rounded()))us/\(unitName)"
  }

  static func duration(_ seconds: Double) -> String {
    let total = Int(seconds)
    if total > 3600 {
      return "\(total / 3600):\(String(format: "%02d:%02d", total % 3600 / 60, total % 60))"
    }
    return total > 60 ? "\(total / 60):\(String(format: "%02d", total % 60))" : "\(total)s"
  }

  /// Four places; small numbers with an exponent, and on lines negative ones too, as Keras has it.
  static func number(_ value: Double, signed: Bool) -> String {
    (signed ? value : abs(value)) > 1e-3
      ? String(format: "%.4f", value) : String(format: "%.4e", value)
  }
}

extension Verbosity {
  /// A bar on a terminal and lines elsewhere for `auto`.
  var resolved: Verbosity {
    guard self == .auto else { return self }
    return isatty(STDOUT_FILENO) == 1 ? .progressBar : .line
  }
}

extension Callbacks {
  /// Shows the progress of training: Keras's `ProgbarLogger`.
  public final class ProgbarLogger: Callback {
    private var bar: Progbar?
    private var seen = 0
    private var isTraining = false
    private let write: ((String) -> Void)?

    /// A logger that writes by `write`, by default to standard output.
    public init(write: ((String) -> Void)? = nil) { self.write = write }

    private func begin() {
      seen = 0
      bar = Progbar(params.steps, verbose: params.verbose, write: write)
    }
    private func show(_ batch: Int, _ logs: Logs) {
      seen = batch + 1
      bar?.update(seen, logs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, finalize: false)
    }
    private func finish(_ logs: Logs) {
      bar?.update(
        seen, logs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, finalize: true)
      bar = nil
    }
    public override func onTrainBegin(_ logs: Logs) { isTraining = true }
    public override func onEpochBegin(_ epoch: Int, _ logs: Logs) {
      begin()
      guard params.epochs > 1 else { return }
      let line = "Epoch \(epoch + 1)/\(params.epochs)\n"
      if let write { write(line) } else { FileHandle.standardOutput.write(Data(line.utf8)) }
    }
    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) { show(batch, logs) }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) { finish(logs) }
    // Validation within training is not shown.
    public override func onTestBegin(_ logs: Logs) { if !isTraining { begin() } }
    public override func onTestBatchEnd(_ batch: Int, _ logs: Logs) {
      if !isTraining { show(batch, logs) }
    }
    public override func onTestEnd(_ logs: Logs) { if !isTraining { finish(logs) } }
    public override func onPredictBegin() { begin() }
    public override func onPredictBatchEnd(_ batch: Int, _ outputs: [Tensor]) { show(batch, [:]) }
    public override func onPredictEnd() { finish([:]) }
  }
}
