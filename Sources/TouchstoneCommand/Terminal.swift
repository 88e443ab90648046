import JudgeCommand

/// Text to the standard streams, as all commands write it.
typealias Terminal = JudgeCommand.Terminal

/// `rows` as lines with aligned columns; the columns in `right` are aligned to the right.
func table(_ rows: [[String]], right: Set<Int> = []) -> [String] {
  JudgeCommand.table(rows, right: right)
}
