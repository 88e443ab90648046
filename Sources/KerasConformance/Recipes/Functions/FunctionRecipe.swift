/// A function with arguments and settings, of which cases are made.
///
/// One line adds one: `FunctionRecipe("softmax", [[2, 3]], ["axis": 0])`.
package struct FunctionRecipe: Sendable {
  package let name: String
  let function: String
  let arguments: [Sample]
  let settings: JSONObject
  let dtype: DType
  let modes: [KerasMode]

  /// The function of these arguments, floats among them of `dtype`.
  ///
  /// Without `modes` it is computed, and with gradients if all arguments are samples of floats.
  init(
    _ function: String, _ arguments: [Sample], _ settings: JSONObject = [:],
    _ dtype: DType = .f32, named label: String = "", modes: [KerasMode] = [.value]
  ) {
    (self.function, self.arguments, self.settings) = (function, arguments, settings)
    (self.dtype, self.modes) = (dtype, modes)
    name = label.isEmpty ? function : "\(function) \(label)"
  }

  /// The case that the recipe comes to.
  func kerasCase() throws -> KerasCase {
    try withBackend(ReferenceBackend()) {
      try checking {
        let draw = Draw(seed: 6)
        let inputs = arguments.enumerated().map { ("arg\($0)", $1.tensor(draw, dtype)) }
        let json: JSON = ["class_name": .string(function), "config": .object(settings)]
        return KerasCase(name, .function, json, modes: modes, inputs: inputs)
      }
    }
  }
}

/// All recipes of functions.
package enum FunctionRecipes {
  package static let all: [FunctionRecipe] =
    elementwise + reductions + order + movement + network + images + algebra + random + transforms

  /// Values and gradients.
  static let both: [KerasMode] = [.value, .gradient]
  /// Values, gradients, and two members at once.
  static let three: [KerasMode] = [.value, .gradient, .vmap]
}
