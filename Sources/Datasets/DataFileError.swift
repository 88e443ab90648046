/// What is wrong with a file of data: the file, the place in it, and the cause.
public struct DataFileError: Error, Hashable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// The place, such as `line 3` or `byte 16`; empty for the file as a whole.
  public let place: String
  /// What was expected, what came, and what to do.
  public let cause: String

  init(_ path: String, _ place: String = "", _ cause: String) {
    (self.path, self.place, self.cause) = (path, place, cause)
  }
  /// What to show a person.
  public var description: String { "\(path): " + (place.isEmpty ? "" : "\(place): ") + cause }
}
