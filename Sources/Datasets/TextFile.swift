import Touchstone

/// Texts, and characters as numbers.
public enum TextFile {
  /// The UTF-8 text of the file at `path`; gzipped or not.
  public static func read(_ path: String) throws -> String { try DataFile.text(path) }

  /// The lines of the file at `path`, without their ends.
  public static func lines(_ path: String) throws -> [String] {
    var lines = try read(path).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

/// The characters of a text, numbered in their order.
public struct CharacterVocabulary: Sendable {
  /// The characters; a character's number is its place.
  public let characters: [Character]
  private let numbers: [Character: Int32]

  /// The vocabulary of the characters of `text`.
  public init(_ text: some StringProtocol) {
    characters = Set(text).sorted()
    numbers = Dictionary(
      uniqueKeysWithValues: characters.enumerated().map { ($1, Int32($0)) })
  }

  /// How many characters there are.
  public var count: Int { characters.count }

  /// The numbers of the characters of `text`. Throws where one is not in the vocabulary.
  public func encode(_ text: some StringProtocol) throws -> [Int32] {
    try text.enumerated().map { place, character in
      guard let number = numbers[character] else {
        throw DataFileError(
          "the text", "character \(place)",
          "'\(character)' is none of the vocabulary's \(count) characters")
      }
      return number
    }
  }

  /// The text whose characters have these numbers; numbers out of range are left out.
  public func decode(_ numbers: some Sequence<Int32>) -> String {
    String(numbers.filter { characters.indices.contains(Int($0)) }.map { characters[Int($0)] })
  }
}
