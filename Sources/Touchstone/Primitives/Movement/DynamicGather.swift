/// `gather` with slice sizes that are data.
///
/// Specification: `dynamic_gather`.
package struct DynamicGather: DynamicOperation {
  package static let names = ["stablehlo.dynamic_gather"]
  package let type: TensorType
  package let dimensions: GatherDimensionNumbers
  /// A promise of the program that no rule of the reference relies on.
  package let indicesAreSorted: Bool

  package init(_ source: inout OperationSource) throws(TensorError) {
    type = try source.resultType()
    var structure = try source.structure("dimension_numbers")
    dimensions = try GatherDimensionNumbers(&structure)
    indicesAreSorted = try source.flag("indices_are_sorted")
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("dimension_numbers", dimensions.attribute),
      NamedAttribute("indices_are_sorted", .bool(indicesAreSorted)),
    ]
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C13" }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(3, x)
    try requireIntegerList(x[2], "slice_sizes", x[0].rank, "I3", "C11", x)
    guard type.dtype == x[0].dtype else {
      throw violation("C14", x, "the result must be of \(x[0].dtype), not \(type.dtype)")
    }
    // The sizes are not known yet: with the smallest ones only the other clauses can fail.
    let least = [Int](repeating: 0, count: x[0].rank)
    let found = try gatherType(x, dimensions, least, label: Self.label)
    let batch = dimensions.batchDims(x[1].rank)
    guard type.rank == found.rank, batch.allSatisfy({ type.shape[$0] == found.shape[$0] }) else {
      throw violation("C13", x, "the result is declared \(type), its batch sizes differ")
    }
    return try representable(type, "C13", x)
  }
  package static var fixedOperandCount: Int { 2 }
  package func fixed(_ x: [HostTensor], _ type: TensorType) throws(TensorError) -> Gather {
    let sizes = x[2].integers
    let found = try gatherType(x.map(\.type), dimensions, sizes, label: Self.label)
    try requireDeclared(type, found, "C13", x)
    return Gather(dimensions, sliceSizes: sizes, indicesAreSorted: indicesAreSorted)
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }

  /// The label here of a clause of `gather`; those about batching are one clause here.
  private static func label(_ clause: String) -> String {
    switch clause {
    case "C7": "C6"
    case "C8": "C7"
    case "C9": "C8"
    case "C18": "C9"
    case "C19": "C10"
    case "C20": "C11"
    case "C21": "C12"
    case "C22": "C13"
    case "C10", "C11", "C12", "C13", "C14", "C15", "C16", "C17": "C15"
    default: clause
    }
  }
}
