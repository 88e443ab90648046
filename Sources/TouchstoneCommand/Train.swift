import ArgumentParser
import ConformanceKit
import Examples
import Foundation
import Touchstone

/// `touchstone train`
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains one of the example models.",
    discussion: """
      Data come from Debian's packages, which tools/data installs, or from where --data says. \
      Everything that is random follows from --seed.
      """,
    subcommands: [
      TrainPerceptron.self, TrainConvolutional.self, TrainTransformer.self, TrainRecurrent.self,
      TrainRegression.self, TrainCustomLoop.self,
    ])
}

/// The options of all examples.
struct TrainOptions: ParsableArguments {
  @Option(help: "How often to go through the data; each model has a default.")
  var epochs: Int?

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else openblas)")
  var backend: String?

  @Option(help: "The samples of a step; each model has a default.")
  var batchSize: Int?

  @Option(help: "The .keras file to write the trained model to.")
  var save: String?

  @Option(help: "What fixes weights, order and random layers.")
  var seed = 1

  @Option(help: "The file or folder of data, instead of the package's.")
  var data: String?

  @Option(help: "Trains on so many samples or characters at most.")
  var limit: Int?

  func validate() throws {
    for (name, value) in [("epochs", epochs), ("batch-size", batchSize), ("limit", limit)] {
      if let value, value < 1 { throw ValidationError("--\(name) must be positive, got \(value)") }
    }
    if let save, !save.hasSuffix(".keras") {
      throw ValidationError("--save must name a file that ends in .keras, got \(save)")
    }
  }

  /// Runs `body` on the backend with these options.
  func run(epochs: Int, batchSize: Int, _ body: (ExampleOptions) throws -> Void) throws {
    Choice.registerBackends()
    let name =
      backend ?? ProcessInfo.processInfo.environment["TOUCHSTONE_BACKEND"]
      ?? (Backends.named("openblas") == nil ? "reference" : "openblas")
    let options = ExampleOptions(
      epochs: self.epochs ?? epochs, batchSize: self.batchSize ?? batchSize, seed: seed,
      save: save, data: data, limit: limit, print: Terminal.print)
    try withBackend(try Choice.backend(name)) { try checking { try body(options) } }
  }
}

struct TrainPerceptron: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mlp", abstract: "A perceptron on Fashion-MNIST; prints its test accuracy.")
  @OptionGroup var options: TrainOptions
  func run() throws {
    try options.run(epochs: 12, batchSize: 128) {
      _ = try Examples.classifyFashion($0, Examples.perceptron)
    }
  }
}

struct TrainConvolutional: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cnn",
    abstract: "A convolutional network on Fashion-MNIST; prints its test accuracy.")
  @OptionGroup var options: TrainOptions
  func run() throws {
    try options.run(epochs: 12, batchSize: 128) {
      _ = try Examples.classifyFashion($0, Examples.convolutional)
    }
  }
}

/// The options of models of characters.
struct SampleOptions: ParsableArguments {
  @Option(help: "What the sampled text begins with.")
  var prompt = "And "
  @Option(help: "How many characters to sample.")
  var length = 200

  func validate() throws {
    guard !prompt.isEmpty, length >= 0 else {
      throw ValidationError("--prompt must not be empty and --length not negative")
    }
  }
}

struct TrainTransformer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transformer",
    abstract: "A transformer of characters on the King James Bible, or on the text of --data.")
  @OptionGroup var options: TrainOptions
  @OptionGroup var sample: SampleOptions
  func run() throws {
    try options.run(epochs: 3, batchSize: 32) {
      _ = try Examples.characters($0, prompt: sample.prompt, length: sample.length) {
        Examples.transformer($0)
      }
    }
  }
}

struct TrainRecurrent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gru",
    abstract: "A recurrent network of characters on the King James Bible, or on the text of --data."
  )
  @OptionGroup var options: TrainOptions
  @OptionGroup var sample: SampleOptions
  func run() throws {
    try options.run(epochs: 3, batchSize: 32) {
      _ = try Examples.characters(
        $0, prompt: sample.prompt, length: sample.length, Examples.recurrent)
    }
  }
}

struct TrainRegression: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regression",
    abstract: "A regression on a CSV file, the last column being the target.",
    discussion:
      "Without --data it is Examples/pendulum.csv, to be found from inside the repository.")
  @OptionGroup var options: TrainOptions
  func run() throws {
    try options.run(epochs: 100, batchSize: 32) {
      let file = try $0.data ?? Repository.find().root.appending(path: "Examples/pendulum.csv").path
      _ = try Examples.regression($0, file: file)
    }
  }
}

struct TrainCustomLoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custom-loop",
    abstract: "A perceptron on Fashion-MNIST by valueAndGrad and jit alone, without layers.")
  @OptionGroup var options: TrainOptions
  func validate() throws {
    if options.save != nil {
      throw ValidationError("custom-loop has no model to save; leave out --save")
    }
  }
  func run() throws {
    try options.run(epochs: 8, batchSize: 128) { _ = try Examples.customLoop($0) }
  }
}
