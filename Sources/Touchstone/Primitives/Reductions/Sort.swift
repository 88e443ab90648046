/// `x` sorted along `dimension`; equal elements keep their order.
///
/// Floats are in total order: -NaN, -inf, …, -0, 0, …, inf, NaN.
///
/// Specification: `sort`.
public func sort(_ x: Tensor, dimension: Int, descending: Bool = false) -> Tensor {
  let compare = Compare(
    descending ? .greater : .less, x.dtype.isFloat ? .totalOrder : Compare.Kind(x.dtype))
  return sort([x], dimension: dimension) { bind(compare, $0[0], $0[1]) }[0]
}

/// Tensors of one shape sorted together along `dimension` by `comparator`, which takes the left
/// and the right element of each and says whether left comes first.
///
/// Specification: `sort`.
public func sort(
  _ x: [Tensor], dimension: Int = -1, isStable: Bool = true,
  comparator: ([Tensor]) throws -> Tensor
) -> [Tensor] {
  let scalars = x.flatMap { [TensorType($0.dtype), TensorType($0.dtype)] }
  return bindRecorded("sort", x, { [try Region($0, scalars) { [try comparator($0)] }] }) {
    Sort(dimension: dimension, isStable: isStable, comparator: $0[0], captureCount: $1)
  }
}

/// Slices along a dimension brought into the order that a comparator gives.
package struct Sort: Primitive {
  package static let names = ["stablehlo.sort"]
  package let dimension: Int
  package let isStable: Bool
  package let comparator: Block
  package let captureCount: Int

  package init(dimension: Int, isStable: Bool, comparator: Block, captureCount: Int = 0) {
    self.dimension = dimension
    self.isStable = isStable
    self.comparator = comparator
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    dimension = try source.optionalInteger("dimension") ?? -1
    isStable = try source.flag("is_stable")
    comparator = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    [
      NamedAttribute("dimension", .integer(Int64(dimension), .i64)),
      NamedAttribute("is_stable", .bool(isStable)),
    ]
  }
  package var regions: [Block] { [comparator] }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C2" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let inputs = Array(x.dropFirst(captureCount))
    guard let first = inputs.first else { throw violation("C1", x, "expected at least one input") }
    guard inputs.allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "the inputs must be tensors")
    }
    guard inputs.allSatisfy({ $0.shape == first.shape }) else {
      throw violation("C3", x, "all inputs must have one shape")
    }
    guard (-first.rank..<first.rank).contains(dimension) else {
      throw violation(
        "C4", x, "dimension \(dimension) must lie in \(-first.rank)..<\(first.rank)")
    }
    let expected = inputs.flatMap { [TensorType($0.dtype), TensorType($0.dtype)] }
    guard Array(comparator.parameters.dropFirst(captureCount)) == expected,
      comparator.resultTypes == [TensorType(.i1)]
    else {
      throw violation("C5", x, "the comparator must take two scalars of each input and give i1[]")
    }
    return inputs
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let inputs = Array(x.dropFirst(captureCount))
    let precedes = try Comparator(comparator, Array(x.prefix(captureCount)), inputs, context)
    let type = types[0]
    let axis = dimension < 0 ? dimension + type.rank : dimension
    if type.count == 0 { return inputs }
    let order = try sortedPositions(type, axis) { try precedes($0, $1) }
    return inputs.map { input in input.picking(input.type) { order[$0] } }
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

/// For each element of a tensor of `type`, not empty, the position of the element that comes there
/// when every slice along `axis` is sorted, elements of which neither precedes staying in order.
func sortedPositions(
  _ type: TensorType, _ axis: Int, _ precedes: (Int, Int) throws -> Bool
) rethrows -> [Int] {
  var order = [Int](repeating: 0, count: type.count)
  let along = type.offsets(along: [axis])
  for base in type.offsets(along: (0..<type.rank).filter { $0 != axis }) {
    let sorted = try mergeSorted(along.map { base + $0 }, precedes)
    for (offset, position) in zip(along, sorted) { order[base + offset] = position }
  }
  return order
}

/// `x` in stable order. Ends for any `precedes`, also one that is no order at all.
private func mergeSorted(_ x: [Int], _ precedes: (Int, Int) throws -> Bool) rethrows -> [Int] {
  var (from, to) = (x, x)
  var width = 1
  while width < x.count {
    for start in stride(from: 0, to: x.count, by: 2 * width) {
      let middle = min(start + width, x.count)
      let end = min(start + 2 * width, x.count)
      var (left, right) = (start, middle)
      for place in start..<end {
        if left < middle, try right == end || !precedes(from[right], from[left]) {
          to[place] = from[left]
          left += 1
        } else {
          to[place] = from[right]
          right += 1
        }
      }
    }
    swap(&from, &to)
    width *= 2
  }
  return from
}
