import ArgumentParser
import ArrayFiles
import ConformanceKit
import Foundation
import KerasFiles
import Touchstone

/// `touchstone predict`
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a saved Keras model on arrays.",
    discussion: """
      The inputs are named as in the model, or arg0, arg1, …; a single one may have any name. Outputs \
      are written as out0, out1, …; without --output they are printed.
      """)

  @OptionGroup var options: ModelOptions
  @Option(name: .customLong("input"), help: "A file of inputs: .npy, .npz or .safetensors.")
  var inputs: [String]
  @Option(help: "The file to write the outputs to: .npz, .npy or .safetensors.")
  var output: String?
  @Option(help: "How many samples to run at once.") var batchSize = 32

  func run() throws {
    try options.run(compile: false) { model in
      let x = try ModelArrays.read(inputs, model.inputNames, "arg", "input")
      let results = try model.predict(x, batchSize: batchSize).map { try $0.host() }
      if let output {
        try ArrayFile.write(results.enumerated().map { ("out\($0)", $1) }, to: output)
      } else {
        for (i, result) in results.enumerated() {
          Terminal.print("out\(i): \(result)")
        }
      }
    }
  }
}

/// `touchstone evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints loss and metrics of a saved Keras model on arrays.",
    discussion: "The model must have been compiled when it was saved.")

  @OptionGroup var options: ModelOptions
  @Option(name: .customLong("input"), help: "A file of inputs: .npy, .npz or .safetensors.")
  var inputs: [String]
  @Option(
    name: .customLong("target"), help: "A file of targets, named as the outputs or target0, ….")
  var targets: [String]
  @Option(help: "How many samples to run at once.") var batchSize = 32

  func run() throws {
    try options.run(compile: true) { model in
      let results = try model.evaluate(
        try ModelArrays.read(inputs, model.inputNames, "arg", "input"),
        try ModelArrays.read(targets, model.outputNames, "target", "target"), batchSize: batchSize,
        verbose: .silent)
      for (name, value) in results.sorted(by: { $0.key < $1.key }) {
        Terminal.print("\(name): \(value)")
      }
    }
  }
}

/// `touchstone resume`
struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a saved Keras model on, from where it was left.",
    discussion: """
      Every step takes all the samples. Prints the running loss and metrics after each step. The \
      model must have been compiled when it was saved.
      """)

  @OptionGroup var options: ModelOptions
  @Option(name: .customLong("input"), help: "A file of inputs: .npy, .npz or .safetensors.")
  var inputs: [String]
  @Option(
    name: .customLong("target"), help: "A file of targets, named as the outputs or target0, ….")
  var targets: [String]
  @Option(help: "How many steps.") var steps = 1
  @Option(
    help: ArgumentHelp(
      "The file to write the model to, .keras, or its weights alone: .weights.h5, .safetensors or .h5."
    ))
  var save: String?

  func validate() throws {
    if steps < 1 { throw ValidationError("--steps must be positive, got \(steps)") }
    guard let save else { return }
    // Training may take long: what cannot be written is said before.
    guard [".keras", ".h5", ".hdf5", ".safetensors"].contains(where: save.hasSuffix) else {
      throw ValidationError(
        "--save must name a file that ends in .keras, .weights.h5, .safetensors or .h5, got \(save)"
      )
    }
    let folder = URL(fileURLWithPath: save).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw ValidationError("--save \(save): there is no folder \(folder) that can be written to")
    }
  }

  func run() throws {
    try options.run(compile: true) { model in
      let x = try ModelArrays.read(inputs, model.inputNames, "arg", "input")
      let y = try ModelArrays.read(targets, model.outputNames, "target", "target")
      for _ in 0..<steps {
        model.resetMetrics()
        let logs = try model.trainOnBatch(x, y)
        Terminal.print(
          logs.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: " "))
      }
      guard let save else { return }
      if save.hasSuffix(".keras") { try model.save(save) } else { try model.saveWeights(save) }
    }
  }
}

/// `touchstone summary`
struct ModelSummary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "Prints the layers of a saved Keras model.")

  @OptionGroup var options: ModelOptions

  func run() throws {
    try options.run(compile: true) { Terminal.print($0.summary()) }
  }
}
