import Foundation
import KerasConformance
import KerasFiles

/// Files of models whose configs are damaged as trees of values: so changes reach the settings of every
/// layer, loss, metric and optimizer, which changes of bytes seldom do.
enum SettingSamples {
  /// A good model: its config and its weights.
  struct Sample {
    let config: JSON
    let weights: Data
  }

  /// A model of each recipe's layer, compiled with the optimizers, losses and metrics of the others in
  /// turn, and those of the files in `folders`.
  static func samples(_ folders: [String]) throws -> [Sample] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.keras").path
    let (optimizers, losses) = (OptimizerRecipes.all, LossRecipes.all)
    let metrics = MetricRecipes.all
    var samples: [Sample] = []
    for (i, recipe) in LayerRecipes.all.enumerated()
    where recipe.checks.contains(.serialization) && recipe.checks.contains(.shapes) {
      let model = try recipe.model()
      model.compile(
        optimizer: try optimizers[i % optimizers.count].make(),
        loss: losses[i % losses.count].make(),
        metrics: [metrics[i % metrics.count].make()])
      try model.save(path)
      samples.append(try sample(path))
    }
    for folder in folders {
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      for file in files.sorted() where file.hasSuffix(".keras") {
        samples.append(try sample(URL(filePath: folder).appending(path: file).path))
      }
    }
    return samples
  }

  private static func sample(_ path: String) throws -> Sample {
    let archive = try ModelArchive(path)
    return Sample(config: try archive.config(), weights: try archive.weights())
  }

  /// Reads one of `samples` after changes of its config; what is read is described and written again.
  static func read(_ samples: [Sample], in folder: URL, seed: inout Mutator) throws {
    let sample = samples[seed.below(samples.count)]
    var config = sample.config
    for _ in 0...seed.below(4) {
      config = seed.changed(config, samples[seed.below(samples.count)].config)
    }
    let path = folder.appending(path: "a.keras").path
    let members = [
      (name: ModelArchive.metadata, data: Data("{}".utf8)),
      (ModelArchive.config, Data(config.text().utf8)), (ModelArchive.weightsName, sample.weights),
    ]
    try ModelArchive.bytes(members, path).write(to: URL(filePath: path))
    guard let model = try? loadModel(path) else { return }
    _ = model.summary(lineLength: 80)
    _ = model.toJSON()
  }
}
