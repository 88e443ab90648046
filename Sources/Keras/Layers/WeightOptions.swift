/// How a weight begins, what its size adds to the loss, and what it is held to: three fields of a
/// config with one prefix.
struct WeightOptions {
  let initializer: Initializer
  let regularizer: Regularizer?
  let constraint: Constraint?

  init(
    _ initializer: Initializer, _ regularizer: Regularizer? = nil, _ constraint: Constraint? = nil
  ) {
    (self.initializer, self.regularizer, self.constraint) = (initializer, regularizer, constraint)
  }

  /// What `c` holds under `prefix`, the initializer being `fallback` where it is not there.
  init(_ c: Config, _ prefix: String, _ fallback: Initializer) throws {
    initializer = try c.object("\(prefix)_initializer") ?? fallback
    regularizer = try c.object("\(prefix)_regularizer")
    constraint = try c.object("\(prefix)_constraint")
  }

  func config(_ prefix: String) -> JSONObject {
    [
      "\(prefix)_initializer": serialize(initializer),
      "\(prefix)_regularizer": serialize(regularizer),
      "\(prefix)_constraint": serialize(constraint),
    ]
  }
}

extension Layer {
  /// Adds a variable with these options.
  @discardableResult
  func addWeight(
    _ weight: Weight, _ name: String, _ shape: [Int], _ options: WeightOptions,
    autocast: Bool = true
  ) -> Variable {
    addWeight(
      weight, name, shape, options.initializer, autocast: autocast,
      regularizer: options.regularizer, constraint: options.constraint)
  }
}
