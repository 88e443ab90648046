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
  /// The columns that a moving bar may take; `nil` where lines do not end.
  private let columns: () -> Int?

  /// A bar of `target` steps, written by `write`, by default to standard output.
  ///
  /// While it moves it keeps to one line of the terminal: the bar becomes shorter, then values are left
  /// out. The last state has all values, in several lines if they need them.
  public convenience init(
    _ target: Int?, width: Int = 20, verbose: Verbosity = .progressBar, unitName: String = "step",
    write: ((String) -> Void)? = nil
  ) {
    let isTerminal = write == nil && isatty(STDOUT_FILENO) == 1
    self.init(
      target, width: width, verbose: verbose, unitName: unitName, write: write,
      columns: { isTerminal ? terminalWidth() : nil })
  }
  /// A bar in so many columns.
  init(
    _ target: Int?, width: Int, verbose: Verbosity, unitName: String, write: ((String) -> Void)?,
    columns: @escaping () -> Int?
  ) {
    self.target = target
    self.width = width
    self.verbose = verbose
    self.unitName = unitName
    self.write = write ?? { FileHandle.standardOutput.write(Data($0.utf8)) }
    self.columns = columns
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
      let padded = Self.padded(current, to: String(count).count)
      write(
        "\(padded)/\(count) - \(elapsed(now)) - "
          + perStep(current, now).trimmingCharacters(in: .whitespaces)
          + values.map { " - \($0): \(Self.number($1, signed: true))" }.joined() + "\n")
    }
  }

  private func drawBar(_ current: Int, _ values: [(String, Double)], _ isLast: Bool, _ now: Date) {
    let bold = "\u{1B}[1m"
    let off = "\u{1B}[0m"
    let time: String
    if let target, !isLast {
      time = Self.duration(timePerStep(current, now) * Double(target - current))
    } else {
      time = elapsed(now)
    }
    let count = Self.padded(current, to: target.map { String($0).count } ?? 7)
    let head = count + (target.map { "/\($0)" } ?? "/Unknown")
    let rest =
      [perStep(current, now)] + values.map { " - \($0): \(Self.number($1, signed: false))" }
    // One column stays free: some terminals begin a new line when the last one is written.
    let line = columns().map { $0 - 1 }
    let room = line.map { $0 - head.columns - 1 - time.columns }
    let (barWidth, kept) = Self.fit(target == nil ? nil : width, rest, room, keepsAll: isLast)
    var bar = bold + head + off
    if let target, barWidth > 0 {
      let done = target == 0 ? barWidth : min(barWidth, barWidth * current / target)
      bar += " "
      bar += done > 0 ? "\u{1B}[32m" + String(repeating: "━", count: done) + off : ""
      bar += "\u{1B}[37m" + String(repeating: "━", count: barWidth - done) + off
    }
    let begin = head.columns + (barWidth > 0 ? 1 + barWidth : 0) + 1 + time.columns
    var lines = Self.lines(kept, from: begin, line)
    let visible = begin + lines[0].columns
    lines[0] += String(repeating: " ", count: max(0, lastLength - visible))
    write(
      String(repeating: "\u{8}", count: lastLength) + "\r" + bar + " " + bold + time + off
        + lines.joined(separator: "\n") + (isLast ? "\n" : ""))
    lastLength = isLast ? 0 : visible
  }

  /// How wide the bar is and which of `parts` follow it where there is `room` for both; the first part
  /// is the time of a step, and the loss goes last.
  private static func fit(
    _ width: Int?, _ parts: [String], _ room: Int?, keepsAll: Bool
  ) -> (Int, [String]) {
    guard let room else { return (width ?? 0, parts) }
    let least = min(width ?? 0, 3)
    var kept = parts
    func needed() -> Int { kept.reduce(0) { $0 + $1.columns } }
    if keepsAll, needed() + (least > 0 ? 1 + least : 0) > room {
      // Values go to lines of their own, and the first line has the bar and the time.
      return (max(0, min(width ?? 0, room - parts[0].columns - 1)), parts)
    }
    while kept.count > 1, needed() + (least > 0 ? 1 + least : 0) > room {
      let other = kept.lastIndex { !$0.hasPrefix(" - loss:") } ?? 0
      kept.remove(at: other > 0 ? other : kept.count - 1)
    }
    guard let width else { return (0, needed() <= room ? kept : []) }
    let left = room - needed() - 1
    return left >= 1 ? (min(width, left), kept) : (0, needed() <= room ? kept : [])
  }

  /// The parts one after the other, on a new line where they would reach beyond the end of one; the
  /// first line begins at `start`.
  private static func lines(_ parts: [String], from start: Int, _ length: Int?) -> [String] {
    guard let length else { return [parts.joined()] }
    var lines = [""]
    var place = start
    for (i, part) in parts.enumerated() {
      if i > 0, place + part.columns > length {
        lines.append("")
        place = 0
      }
      lines[lines.count - 1] += part
      place += part.columns
    }
    return lines
  }

  private func elapsed(_ now: Date) -> String {
    "\(Int(now.timeIntervalSince(start).rounded(.toNearestOrEven)))s"
  }
  private static func padded(_ number: Int, to digits: Int) -> String {
    String(repeating: " ", count: max(0, digits - String(number).count)) + "\(number)"
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
