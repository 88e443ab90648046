import ArgumentParser
import ConformanceKit
import Foundation
import Touchstone

/// What `grad`, `jvp` and `vmap` share: a program in, a program out.
struct TransformOptions: ParsableArguments {
  @Argument(help: "A file of StableHLO text with one program; - for standard input.")
  var file: String

  @Option(
    name: [.customShort("o"), .long],
    help: "Where to write the program; else, or with -, it is printed.")
  var output: String?

  @Flag(help: "Writes every operation in MLIR's generic form.")
  var generic = false

  func transform(_ change: (Program) throws -> Program) throws {
    let text = try change(SourceFiles.program(file)).text(generic: generic)
    if let output, output != SourceFiles.standardInput {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
      } catch {
        throw CaseError("cannot be written: \(error.localizedDescription)", place: output)
      }
    } else {
      Terminal.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }
}

/// `touchstone grad`
struct Gradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grad", abstract: "Prints the program that computes a program's gradient.",
    discussion: """
      The new @main takes the arguments of the old one and gives the gradients of its first result, \
      by each argument that --argnums names, or by every real or complex argument. For a complex \
      result without imaginary part the gradient is JAX's, the conjugate of the steepest ascent.

      A text holds operations, and not the derivative rules its functions had in JAX: where JAX has a \
      rule of its own (custom_jvp, custom_vjp, samplers such as gamma), the derivative here is that \
      of the operations.
      """)

  @OptionGroup var options: TransformOptions

  @Option(
    parsing: .unconditional,
    help: "The arguments to differentiate by, as in 0,2; negative numbers count from the end.")
  var argnums: String?

  @Flag(help: "Gives the results of the program first, then the gradients.")
  var value = false

  @Flag(help: "Takes the cotangent of the first result as one more argument, also of a scalar.")
  var cotangent = false

  func run() throws {
    let argnums = try argnums.map {
      try Numbers.list($0, "--argnums").map { try Numbers.whole($0, "--argnums") }
    }
    try options.transform {
      try $0.grad(argnums: argnums, value: value, cotangent: cotangent)
    }
  }
}

/// `touchstone jvp`
struct ForwardDerivative: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jvp", abstract: "Prints the program that computes a program's tangents.",
    discussion: """
      The new @main takes the arguments of the old one, then a tangent for each real or complex one; \
      it gives the results of the old one, then a tangent for each real or complex one.

      A text holds operations, and not the derivative rules its functions had in JAX: where JAX has a \
      rule of its own (custom_jvp, custom_vjp, samplers such as gamma), the derivative here is that \
      of the operations.
      """)

  @OptionGroup var options: TransformOptions

  func run() throws { try options.transform { try $0.jvp() } }
}

/// `touchstone vmap`
struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vmap", abstract: "Prints the program that does a program's work for a batch.",
    discussion: "The results of the new @main have the mapped axis first.")

  @OptionGroup var options: TransformOptions

  @Option(
    parsing: .unconditional,
    help:
      "For each argument the place of its mapped axis, or 'none', as in 0,none,-1; else 0 for all.")
  var inAxes: String?

  @Option(parsing: .unconditional, help: "How many members the batch has.")
  var axisSize: Int

  func run() throws {
    let axes = try inAxes.map { text in
      try Numbers.list(text, "--in-axes").map { word -> Int? in
        word.lowercased() == "none" ? nil : try Numbers.whole(word, "--in-axes")
      }
    }
    try options.transform { try $0.vmap(inAxes: axes, axisSize: axisSize) }
  }
}

/// Lists of numbers on the command line.
private enum Numbers {
  static func list(_ text: String, _ option: String) throws -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  static func whole(_ word: String, _ option: String) throws -> Int {
    guard let number = Int(word) else {
      throw ValidationError("\(option) takes whole numbers separated by commas, got '\(word)'")
    }
    return number
  }
}
