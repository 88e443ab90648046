/// What is wrong with a file of a model: the file, the place in it, and the cause.
public struct ModelFileError: Error, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The place: a member of the archive, a path in the HDF5 tree, or empty for the file as a whole.
  public let place: String
  /// What was expected and what came.
  public let cause: String

  init(_ path: String, _ place: String = "", _ cause: String) {
    self.path = path
    self.place = place
    self.cause = cause
  }
  /// What to show a person.
  public var description: String { "\(path): " + (place.isEmpty ? "" : "\(place): ") + cause }
}
