import Touchstone

/// The printer of program text.
package enum ProgramText {
  /// The canonical text of `program`.
  package static func print(_ program: Program, generic: Bool) -> String {
    program.text(generic: generic)
  }
}
