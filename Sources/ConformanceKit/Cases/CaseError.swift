/// What is wrong with a case file, and where.
public struct CaseError: Error, Hashable, CustomStringConvertible {
  /// The file and the case in it, as far as they are known: `reduce.json: sums rows`.
  public var place: String
  /// What was expected and what came.
  public let message: String

  /// The error `message`, at a place still to be filled in.
  public init(_ message: String, place: String = "") {
    self.message = message
    self.place = place
  }

  /// The same error at `place`, unless it has one.
  func at(_ place: String) -> CaseError {
    self.place.isEmpty ? CaseError(message, place: place) : self
  }

  /// The place, if it is known, and the message.
  public var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
