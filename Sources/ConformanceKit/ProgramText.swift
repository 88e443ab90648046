import Touchstone

/// The reader and the printer of program text.
package enum ProgramText {
  /// The program `text` holds; `file` is named in errors.
  package static func read(_ text: String, file: String? = nil) throws -> Program {
    try Program(text: text, file: file)
  }

  /// The canonical text of `program`.
  package static func print(_ program: Program, generic: Bool) -> String {
    program.text(generic: generic)
  }
}
