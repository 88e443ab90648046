/// A configuration of a layer that everything every layer must do is tried on.
///
/// One line adds a layer to all of it: `LayerRecipe([2, 3]) { Dense(4) }`. Add it to the list of its
/// family, `LayerRecipes+….swift`.
package struct LayerRecipe: Sendable, CustomStringConvertible {
  /// How a call of training differs from one of inference.
  package enum Training: Sendable {
    /// Not at all.
    case same
    /// The results are random.
    case random
    /// It does something, and the same each time.
    case different
    /// It changes variables, and may have other results.
    case statistics
  }
  /// What is tried.
  package enum Check: String, CaseIterable, Sendable, CustomStringConvertible {
    /// The layer read back from its text has the same text and the same results.
    case serialization
    /// Shapes and dtypes inferred, for the sizes given and for an open batch, are those of results.
    case shapes
    /// The same with all other sizes open as well; not for layers whose weights depend on them.
    case openShapes
    /// The flag does what `training` says.
    case training
    /// The recorded program gives what the layer gives, on every backend.
    case jit
    /// Under `vmap`, with inputs or weights of several members, each gets its own results.
    case vmap
    /// In 16 bits the results are those of 32 bits, nearly; weights stay in 32.
    case mixed
    /// Derivatives are what differences of values say, and backward agrees with forward mode.
    case gradient

    package var description: String { rawValue }
  }

  /// What is given by the name of the argument.
  package enum Keyword: Sendable, ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral {
    case tensor(Sample)
    case tensors([Sample])
    case value(JSON)

    /// A tensor of numbers between -2 and 2.
    package init(arrayLiteral shape: Int...) { self = .tensor(.numbers(shape, in: -2...2)) }
    /// This truth value.
    package init(booleanLiteral value: Bool) { self = .value(.bool(value)) }
    /// A tensor of booleans.
    static func flags(_ shape: [Int]) -> Keyword { .tensor(.flags(shape)) }
  }

  package let name: String
  let inputs: [Sample]
  /// What is given by name beside the inputs, or instead of them.
  let keywords: [String: Keyword]
  /// Whether the inputs are one argument, a list.
  let isList: Bool
  package let training: Training
  package let checks: Set<Check>
  package let make: @Sendable () -> Layer

  /// The layer that `make` makes, called with `inputs`.
  init(
    _ inputs: Sample..., list: Bool = false, keywords: [String: Keyword] = [:],
    training: Training = .same, without: Set<Check> = [], named name: String = "",
    _ make: @escaping @Sendable () -> Layer
  ) {
    let layer = make()
    let kind = type(of: layer).className
    self.name = name.isEmpty ? kind : "\(kind) \(name)"
    (self.inputs, self.keywords, isList, self.training) = (inputs, keywords, list, training)
    checks = Set(Check.allCases).subtracting(without)
    self.make = make
  }

  package var description: String { name }
}

/// One recipe and one thing to try on it.
package struct RecipeCheck: Sendable, CustomStringConvertible {
  package let recipe: LayerRecipe
  package let check: LayerRecipe.Check
  package var description: String { "\(recipe.name): \(check.rawValue)" }
}

/// All recipes. A family of layers is one list, and one file of cases.
package enum LayerRecipes {
  static let families: [(name: String, recipes: [LayerRecipe])] = [
    ("core", core), ("activations", activations), ("convolution", convolution),
    ("pooling", pooling), ("normalization", normalization), ("regularization", regularization),
    ("reshaping", reshaping), ("merging", merging), ("signals", signals),
    ("recurrent", recurrent), ("wrappers", wrappers), ("attention", attention),
    ("embedding", embedding), ("preprocessing", preprocessing), ("keywords", keywords),
  ]
  package static let all: [LayerRecipe] = families.flatMap(\.recipes)
  package static let checks = all.flatMap { recipe in
    LayerRecipe.Check.allCases.filter(recipe.checks.contains).map {
      RecipeCheck(recipe: recipe, check: $0)
    }
  }
}
