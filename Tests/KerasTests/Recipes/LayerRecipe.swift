import ConformanceKit
import Keras
import Testing

/// A configuration of a layer that everything every layer must do is tried on.
///
/// One line adds a layer to all of it: `LayerRecipe([2, 3]) { Dense(4) }`. Add it to the list of its
/// family, `LayerRecipes+….swift`.
struct LayerRecipe: Sendable, CustomTestStringConvertible {
  /// What an input consists of.
  enum Input: Sendable, ExpressibleByArrayLiteral {
    /// Numbers of the policy's dtype in a range, none near another and none near zero.
    case numbers([Int], in: ClosedRange<Double>)
    /// Whole numbers in a range.
    case whole([Int], in: Range<Int>, DType = .i32)
    /// Booleans.
    case flags([Int])
    init(arrayLiteral shape: Int...) { self = .numbers(shape, in: -2...2) }
  }
  /// How a call of training differs from one of inference.
  enum Training: Sendable {
    /// Not at all.
    case same
    /// The results are random.
    case random
    /// It changes variables, and may have other results.
    case statistics
  }
  /// What is tried.
  enum Check: String, CaseIterable, Sendable, CustomTestStringConvertible {
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

    var testDescription: String { rawValue }
  }

  let name: String
  let inputs: [Input]
  /// Further inputs by the name of the argument.
  let keywords: [String: Input]
  /// Whether the inputs are one argument, a list.
  let isList: Bool
  let training: Training
  let checks: Set<Check>
  let make: @Sendable () -> Layer

  /// The layer that `make` makes, called with `inputs`.
  init(
    _ inputs: Input..., list: Bool = false, keywords: [String: Input] = [:],
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

  var testDescription: String { name }
}

/// One recipe and one thing to try on it.
struct RecipeCheck: Sendable, CustomTestStringConvertible {
  let recipe: LayerRecipe
  let check: LayerRecipe.Check
  var testDescription: String { "\(recipe.name): \(check.rawValue)" }
}

/// All recipes. A family of layers is one list.
enum LayerRecipes {
  static let all: [LayerRecipe] =
    core + activations + convolution + pooling + normalization + regularization + reshaping
    + merging + signals + recurrent + wrappers + attention + embedding + preprocessing
  static let checks = all.flatMap { recipe in
    LayerRecipe.Check.allCases.filter(recipe.checks.contains).map {
      RecipeCheck(recipe: recipe, check: $0)
    }
  }
}
