import ArgumentParser
import ArrayFiles
import ConformanceKit
import Foundation
import KerasConformance
import KerasFiles

/// `touchstone keras`
struct KerasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keras", abstract: "Runs objects of Keras from their configs; says what is there.",
    subcommands: [KerasRun.self, KerasCoverage.self])
}

/// `touchstone keras run`
struct KerasRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a layer, loss, metric, optimizer or training that a JSON file describes.",
    discussion: """
      CASE.json is an object. What to build is under "keras_config", as Keras's serialize gives it, \
      or under "class" and "args" (its config); "kind" is layer, loss, metric, optimizer or model, and \
      can be left out where the class tells. For layers "call" may hold "style" ("list": the inputs \
      are one argument, a list), "training" and "kwargs" (values by name); for models, which are \
      compiled as their config says, the arguments of fit: batch_size, epochs, validation_split, \
      class_weight, shuffle, steps_per_epoch, callbacks.

      A file with several cases holds them as a list under "cases", each with its "name"; --case says \
      which. Cases may hold arrays as literals ("f32[2] 1 2") by name under "inputs" and "weights"; \
      those of the options come in their place. The files in Conformance/keras are such.

      Arrays, by name, in .npz files:
      layer      --input: arg0, arg1, …; kwarg:NAME, and for a list of tensors kwarg:NAME:0, \
      kwarg:NAME:1, …; with --gradient cotangent0, … (else ones).
                 --weights: by path or name (kernel, dense/kernel; rnn_state, rnn_state_1 for states \
      of one name). A weight that is not there keeps what its initializer made.
                 Output: out0, …; mask0, … of outputs that have masks; loss0, … for what is added to \
      the loss; after:NAME for variables that are not trained; with --gradient also grad:arg0, …, \
      grad:kwarg:NAME and grad:NAME.
      loss       --input: y_true, y_pred, perhaps sample_weight and mask. Output: out0, grad:y_pred.
      metric     --input: the same, or y_true:0, y_pred:0, y_true:1, … for several batches; values \
      (values:0, …) for those that gather values. Output: before, then out0, out1, …, one for each \
      batch, and state:NAME.
      optimizer  --weights: the weights, in the order of the file. --input: gradient:NAME for all \
      steps, or gradient:NAME:0, gradient:NAME:1, …. Output: weight:NAME and state:NAME after \
      --steps steps, trajectory:NAME after each, final:NAME for the end of training, rates.
      model      --weights: in the model's order. --input: x (or x0, …), y, sample_weight, val_x, \
      val_y. Output: history:NAME, a number for each epoch, weight:NAME, iterations.
      """)

  @Argument(help: "The JSON file; - for standard input.")
  var file: String

  @Option(name: .customLong("case"), help: "The name of the case, where the file holds several.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "What to compute: \(KerasMode.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: what a plain call gives)"))
  var mode: String?

  @Option(help: "The .npz file of weights.")
  var weights: String?

  @Option(help: "The .npz file of inputs.")
  var input: String?

  @Option(help: "The .npz file to write.")
  var output: String

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else the fastest)")
  var backend: String?

  @Flag(help: "Computes gradients too, of layers and losses.")
  var gradient = false

  @Option(help: "How many steps an optimizer makes. (default: the case's, else 1)")
  var steps: Int?

  func validate() throws {
    if let steps, steps < 0 {
      throw ValidationError("--steps must not be negative, got \(steps)")
    }
    if let mode, KerasMode(rawValue: mode) == nil {
      throw ValidationError(
        "--mode takes one of \(KerasMode.allCases.map(\.rawValue)), got '\(mode)'")
    }
  }

  func run() throws {
    let backend = try Choice.backend(backend)
    let name = SourceFiles.name(file)
    let json: JSON
    do { json = try JSON(text: try SourceFiles.read(file)) } catch let error as JSONError {
      throw ConfigError("\(name): \(error)")
    }
    var one = try chosen(try KerasCaseFile.cases(json, place: name), name)
    if steps != nil, one.kind != .optimizer {
      throw ConfigError(
        "--steps counts the steps of an optimizer, and \(one.serialized["class_name"]?.string ?? "this") is a \(one.kind.rawValue)"
      )
    }
    one.inputs = one.inputs.merging(try NamedArrays(input))
    one.weights = one.weights.merging(try NamedArrays(weights))
    one.steps = steps ?? one.steps
    let results = try withBackend(backend) {
      try checking {
        if let mode = mode.flatMap(KerasMode.init) { return try one.results(mode) }
        return try one.results(gradient: gradient)
      }
    }
    try one.inputs.refuseUnused(of: "\(one.serialized["class_name"]?.string ?? "the object")")
    try ArrayFile.write(results.map { ($0.name, try $0.value.host()) }, to: output)
  }

  /// The case that was asked for, of those in the file.
  private func chosen(_ cases: [KerasCase], _ file: String) throws -> KerasCase {
    if let name {
      if let one = cases.first(where: { $0.name == name }) { return one }
      guard cases.contains(where: { !$0.name.isEmpty }) else {
        throw ConfigError("\(file) holds one case, which has no name; leave --case out")
      }
      throw ConfigError("\(file) has no case '\(name)'; it has \(Self.names(cases))")
    }
    if cases.count == 1 { return cases[0] }
    throw ConfigError("\(file) holds several cases; say which by --case: \(Self.names(cases))")
  }

  private static func names(_ cases: [KerasCase]) -> String {
    cases.map { "'\($0.name)'" }.joined(separator: ", ")
  }
}
