/// The cases that all recipes come to, as files hold them.
public enum KerasCases {
  /// A file by its name, and how it is made.
  struct Source: Sendable {
    let name: String
    let cases: @Sendable () throws -> [KerasCase]
  }

  /// Every file, in the order of the report.
  static let sources: [Source] =
    LayerRecipes.families.map { family in
      Source(name: "layers-\(family.name)") { try family.recipes.compactMap { try $0.kerasCase() } }
    } + [
      Source(name: "losses") { try LossRecipes.all.flatMap { try $0.kerasCases() } },
      Source(name: "metrics") { try MetricRecipes.all.map { try $0.kerasCase() } },
      Source(name: "optimizers") { try OptimizerRecipes.all.flatMap { try $0.kerasCases() } },
      Source(name: "settings-layers") { try Settings.layers.compactMap { try $0.kerasCase() } },
      Source(name: "settings-losses") { try Settings.losses.flatMap { try $0.kerasCases() } },
      Source(name: "settings-metrics") { try Settings.metrics.map { try $0.kerasCase() } },
      Source(name: "settings-optimizers") {
        try Settings.optimizers.flatMap { try $0.kerasCases() }
      },
      Source(name: "functions") { try FunctionRecipes.all.map { try $0.kerasCase() } },
      Source(name: "fit") { try FitRecipes.all.map { try $0.kerasCase() } },
    ]

  /// The names of the files.
  public static let names = sources.map(\.name)

  /// Every file, made anew of the recipes.
  public static func files() throws -> [KerasCaseFile] {
    try parallelMap(sources.count, workers: 2) { i in
      Result { KerasCaseFile(sources[i].name, try sources[i].cases()) }
    }.map { try $0.get() }
  }
}
