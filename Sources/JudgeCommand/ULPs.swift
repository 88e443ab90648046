import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// `touchstone ulp`
struct ULPs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ulp",
    abstract: "Measures how far elementary functions are off, in units in the last place.",
    discussion: """
      All numbers of f16 and bf16, and so many of f32 and f64, spread over all their bits. A row for \
      each function, in each dtype the largest distance and the argument it occurs at.
      """)

  @OptionGroup var target: TargetOptions

  @Option(help: "Only this function; can be given more than once.")
  var op: [String] = []

  @Option(help: "How many numbers of f32 and f64 each.")
  var points = 1 << 16

  func validate() throws {
    guard (1...(1 << 26)).contains(points) else {
      throw ValidationError("--points takes 1 to \(1 << 26), got \(points)")
    }
  }

  func run() throws {
    let names = op.isEmpty ? ULPTable.functions : op
    for name in names where !ULPTable.functions.contains(name) {
      throw ValidationError(
        "'\(name)' is not an elementary function; they are \(ULPTable.functions.joined(separator: ", "))"
      )
    }
    do {
      let backend = try RemoteBackend(target.target().launch)
      var rows = [["function"] + ULPTable.dtypes.map(\.rawValue)]
      for name in names {
        Terminal.progress(name)
        var row = [name]
        for dtype in ULPTable.dtypes {
          row.append(try ULPTable.measure(name, dtype, on: backend, points: points).text)
        }
        rows.append(row)
      }
      Terminal.progress("")
      for line in table(rows) { Terminal.print(line) }
    } catch let error as ValidationError { throw error } catch {
      Terminal.progress("")
      Terminal.warn("Error: \(error)")
      throw ExitCode(2)
    }
  }
}
