import Touchstone

extension Item {
  /// Every mode of every case of `Conformance/keras`.
  public static func keras(_ repository: Repository) throws -> [Item] {
    let goldens = KerasGoldens(repository)
    return try goldens.files().flatMap { file -> [Item] in
      let stored = try goldens.stored(file)
      return file.cases.flatMap { one in
        one.modes.map { mode in
          Item(
            .keras, area: one.kind.area, heading: one.className,
            name: "\(one.name), \(mode.rawValue)",
            // What draws tens of thousands of numbers takes more time than the smoke tier has.
            keys: one.serialized.largestInteger > 4096
              ? [] : ["keras \(one.className) \(mode.rawValue)"]
          ) { backend, isReference in
            judged(
              by: { Judge($0).verdicts(one.computedCase(mode, stored)) }, backend, isReference)
          }
        }
      }
    }
  }

  /// What every layer of the recipes must do that a backend has a part in.
  ///
  /// Reading back and inferred shapes have none, nor have derivatives by differences, which tell of
  /// rules and not of backends.
  public static func layers() -> [Item] {
    let asked: Set<LayerRecipe.Check> = [.training, .jit, .vmap, .mixed]
    return LayerRecipes.checks.filter { asked.contains($0.check) }.map { one in
      Item(
        .layers, area: "keras.layers", heading: one.recipe.name, name: one.check.rawValue,
        keys: ["layers \(one.check.rawValue) \(one.recipe.name.prefix { $0 != " " })"]
      ) { backend, isReference in
        one.verdict(on: isReference ? ReferenceBackend() : backend, thorough: false)
      }
    }
  }
}

extension JSON {
  /// The largest whole number in it.
  fileprivate var largestInteger: Int {
    switch self {
    case .array(let items): items.map(\.largestInteger).max() ?? 0
    case .object(let object): object.fields.map { $0.value.largestInteger }.max() ?? 0
    default: integer ?? 0
    }
  }
}
