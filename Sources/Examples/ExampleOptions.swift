@_exported import Datasets
import Foundation
@_exported import KerasFiles

/// What the examples have in common.
public struct ExampleOptions {
  /// How often the data are gone through.
  public var epochs: Int
  /// The samples of a step.
  public var batchSize: Int
  /// What fixes weights, order and random layers.
  public var seed: Int
  /// The `.keras` file to write the trained model to.
  public var save: String?
  /// Where the data are; by default where Debian's packages put them.
  public var data: String?
  /// How many samples, or characters, to train on at most.
  public var limit: Int?
  /// How talkative training is.
  public var verbose: Verbosity
  /// Writes a line.
  public var print: (String) -> Void

  /// Options; what is left out has the default of its property.
  public init(
    epochs: Int, batchSize: Int, seed: Int = 1, save: String? = nil, data: String? = nil,
    limit: Int? = nil, verbose: Verbosity = .auto, print: @escaping (String) -> Void
  ) {
    (self.epochs, self.batchSize, self.seed, self.save) = (epochs, batchSize, seed, save)
    (self.data, self.limit, self.verbose, self.print) = (data, limit, verbose, print)
  }
}

/// The models that `touchstone train` trains, each of which is an example of the library.
public enum Examples {
  static func finish(_ model: Model, _ options: ExampleOptions) throws {
    guard let path = options.save else { return }
    try model.save(path)
    options.print("saved \(path)")
  }

  /// `value` with four decimals.
  static func decimals(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "-"
  }
}
