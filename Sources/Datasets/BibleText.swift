import Foundation

extension Datasets {
  /// The text of the King James Bible, verse by verse, one a line, without the verses' numbers.
  ///
  /// Debian's packages `bible-kjv-text` and `bible-kjv` hold it, compressed in a form that their
  /// program `bible` unpacks; about 4 million characters. Throws, naming `tools/data`, where the
  /// program is missing.
  public static func bible(program: String = "/usr/bin/bible") throws -> String {
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw DataFileError(
        program, "",
        "the text is not there; tools/data installs it (Debian's packages bible-kjv-text and bible-kjv)"
      )
    }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-f", "Gen1:1-Rev22:21"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch {
      throw DataFileError(program, "", "cannot be run: \(error.localizedDescription)")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let text = String(validating: data, as: UTF8.self)
    else {
      throw DataFileError(
        program, "", "ended with status \(process.terminationStatus) instead of printing the text")
    }
    // A line begins with book, chapter and verse: `Ge1:1 In the beginning …`.
    let verses = text.split(separator: "\n").enumerated().map { number, line in
      line.split(separator: " ", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    }
    guard verses.count > 30_000 else {
      throw DataFileError(program, "", "expected about 31,000 verses, got \(verses.count)")
    }
    return verses.joined(separator: "\n")
  }
}
