/// Where a text has an operation, for messages; no two operations differ by it.
public struct TextPlace: Hashable, Sendable, CustomStringConvertible {
  /// The file and the line, or nothing for what comes of no text.
  private let text: String

  /// No place.
  public init() { text = "" }
  init(file: String?, line: Int) { text = file.map { "\($0):\(line)" } ?? "line \(line)" }

  /// ` at loop.mlir:7`, to stand behind the name of the operation; empty where there is none.
  public var description: String { text.isEmpty ? "" : " at \(text)" }

  /// Always: a place is no part of what an operation is.
  public static func == (x: TextPlace, y: TextPlace) -> Bool { true }
  /// Feeds nothing.
  public func hash(into hasher: inout Hasher) {}
}
