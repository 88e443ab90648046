/// A body that goes through slices along a dimension, carrying values from one to the next.
///
/// Specification: `scan`.
package struct Scan: Primitive {
  package static let names = ["chlo.scan"]
  package internal(set) var dimension: Int
  package let isReverse: Bool
  /// What the text says of the body's being associative; it does not change the meaning.
  package let isAssociative: Bool?
  package let body: Block
  package let captureCount: Int

  package init(
    dimension: Int, isReverse: Bool = false, isAssociative: Bool? = nil, body: Block,
    captureCount: Int = 0
  ) {
    self.dimension = dimension
    self.isReverse = isReverse
    self.isAssociative = isAssociative
    self.body = body
    self.captureCount = captureCount
  }

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    dimension = try source.integer("dimension")
    isReverse = try source.flag("is_reverse")
    isAssociative =
      source.attribute("is_associative") == nil ? nil : try source.flag("is_associative")
    // How many operands are inputs follows from the types; see `inputCount`.
    _ = source.attribute("operandSegmentSizes")
    _ = source.attribute("resultSegmentSizes")
    body = source.regions[0]
    captureCount = source.captureCount
  }
  package var attributes: [NamedAttribute] {
    var list = [NamedAttribute("dimension", .integer(Int64(dimension), .i64))]
    if isReverse { list.append(NamedAttribute("is_reverse", .bool(true))) }
    if let isAssociative { list.append(NamedAttribute("is_associative", .bool(isAssociative))) }
    return list
  }
  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .special("scan") }
  package var resultClause: String { "C5" }

  /// How many of the operands `x`, the captured ones left out, are inputs; the others are carries.
  ///
  /// The body takes a carry as it is, and of an input a slice, which has another rank.
  package func inputCount(_ x: some Sequence<TensorType>) -> Int {
    let parameters = body.parameters.dropFirst(captureCount)
    let pairs = Array(zip(x, parameters))
    return pairs.count - pairs.reversed().prefix { $0 == $1 }.count
  }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let arguments = Array(x.dropFirst(captureCount))
    let parameters = Array(body.parameters.dropFirst(captureCount))
    guard parameters.count == arguments.count else {
      throw violation("C3", x, "the body must take \(arguments.count) values")
    }
    let inputs = arguments.prefix(inputCount(arguments))
    let carries = arguments.dropFirst(inputs.count)
    guard let first = inputs.first else {
      throw violation("C1", x, "expected at least one input whose slices the body takes")
    }
    guard inputs.allSatisfy({ $0.dtype.isElement && $0.shape.indices.contains(dimension) }) else {
      throw violation("C1", x, "every input must have a dimension \(dimension)")
    }
    let length = first.shape[dimension]
    guard inputs.allSatisfy({ $0.shape[dimension] == length }) else {
      throw violation("C2", x, "all inputs must have one size along dimension \(dimension)")
    }
    for (input, parameter) in zip(inputs, parameters) where slice(of: input) != parameter {
      throw violation("C3", x, "the body must take \(slice(of: input)), it takes \(parameter)")
    }
    let results = body.resultTypes
    guard results.count >= carries.count, Array(results.suffix(carries.count)) == Array(carries)
    else {
      throw violation("C4", x, "the body must give outputs, then \(Array(carries))")
    }
    var types: [TensorType] = []
    for output in results.dropLast(carries.count) {
      guard output.dtype.isElement, dimension <= output.rank else {
        throw violation("C5", x, "output slices \(output) cannot stack along \(dimension)")
      }
      var shape = output.shape
      shape.insert(length, at: dimension)
      types.append(try sized(output.with(shape: shape), x, "C5"))
    }
    return types + carries
  }

  private func slice(of type: TensorType) -> TensorType {
    var shape = type.shape
    shape.remove(at: dimension)
    return type.with(shape: shape)
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let arguments = x.dropFirst(captureCount)
    let inputs = arguments.prefix(inputCount(arguments.map(\.type)))
    var carries = Array(arguments.dropFirst(inputs.count))
    let outputCount = types.count - carries.count
    let length = inputs.first.map { $0.shape[dimension] } ?? 0
    var outputs = types.prefix(outputCount).map { HostTensor(uninitialized: $0) }
    for step in 0..<length {
      let place = isReverse ? length - 1 - step : step
      let elements = inputs.map { $0.slice(place, along: dimension) }
      let results = try context.run(body, captures + elements + carries)
      for i in 0..<outputCount {
        outputs[i].place(results[i], at: place, along: dimension)
      }
      carries = Array(results.dropFirst(outputCount))
    }
    return outputs + carries
  }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .regions }
}

extension HostTensor {
  /// The elements whose index along `dimension` is `place`, without that dimension.
  fileprivate func slice(_ place: Int, along dimension: Int) -> HostTensor {
    var shape = self.shape
    shape.remove(at: dimension)
    let offsets = type.offsets(along: (0..<type.rank).filter { $0 != dimension })
    let base = place * type.strides[dimension]
    return picking(type.with(shape: shape)) { base + offsets[$0] }
  }

  /// Makes `slice` the elements whose index along `dimension` is `place`.
  fileprivate mutating func place(_ slice: HostTensor, at place: Int, along dimension: Int) {
    let width = type.dtype.byteWidth
    let inner = shape[(dimension + 1)...].reduce(1, *) * width
    let outer = shape[..<dimension].reduce(1, *)
    let length = shape[dimension]
    withMutableBytes { bytes in
      slice.withBytes { source in
        for i in 0..<outer where inner > 0 {
          UnsafeMutableRawBufferPointer(rebasing: bytes[((i * length + place) * inner)...])
            .copyMemory(from: .init(rebasing: source[(i * inner)..<((i + 1) * inner)]))
        }
      }
    }
  }
}
