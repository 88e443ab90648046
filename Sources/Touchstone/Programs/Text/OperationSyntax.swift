/// A value's use: the value by its number in the function, and where it stands.
///
/// Names are resolved while reading, so the tree holds numbers only.
struct ValueUse {
  let value: Int32
  let place: Int32
}

/// One application as it is written.
struct OperationSyntax {
  /// With its dialect: `stablehlo.add`.
  var name: String
  /// The byte at which the name starts.
  var place: Int
  var operands: [ValueUse] = []
  /// As declared, one for each operand; `nil` where the form leaves them out.
  var operandTypes: [TensorType]?
  var resultTypes: [TensorType] = []
  var attributes: [NamedSyntax] = []
  var regions: [RegionSyntax] = []
  /// The number of the first result; the others follow.
  var firstResult: Int32 = 0
}

/// The body of a function or an operation.
struct RegionSyntax {
  var place: Int
  /// The number of the first argument; the others follow.
  var firstArgument: Int32 = 0
  var arguments: [TensorType] = []
  var operations: [OperationSyntax] = []
  var results: [ValueUse] = []
  /// The types the terminator declares, one for each result; `nil` without a terminator.
  var resultTypes: [TensorType]?
  var resultsPlace = 0
  /// The values used here or further inside that come from outside, in the order of first use.
  var captures: [Int32] = []
}

/// A function as it is written.
struct FunctionSyntax {
  var name: String
  var place: Int
  var isPrivate = false
  var resultTypes: [TensorType] = []
  var argumentAttributes: [[NamedSyntax]] = []
  var resultAttributes: [[NamedSyntax]] = []
  var attributes: [NamedSyntax] = []
  var body = RegionSyntax(place: 0)
  /// How many values it defines, inside its regions too.
  var valueCount = 0
}

/// A module as it is written.
struct ModuleSyntax {
  var name: String?
  var attributes: [NamedSyntax] = []
  var functions: [FunctionSyntax] = []
  var declarations: [String] = []
}

/// An attribute as it is written: elements are not read before everything else has been checked.
indirect enum AttributeSyntax {
  case value(Attribute)
  case dense(DenseSyntax)
  case array([AttributeSyntax])
  case dictionary([NamedSyntax])
  case structure(String, [NamedSyntax])
  /// `(tensor<2xf32>) -> tensor<2xf32>`, which only a function in generic form has.
  case function([TensorType], [TensorType])
}

/// `dense<…> : tensor<…>`: where its elements are, and their type.
struct DenseSyntax {
  /// The bytes between `<` and `>`.
  var body: Range<Int>
  var type: TensorType
}

/// An attribute with its name and the byte at which the name starts.
struct NamedSyntax {
  var name: String
  var value: AttributeSyntax
  var place: Int
}
