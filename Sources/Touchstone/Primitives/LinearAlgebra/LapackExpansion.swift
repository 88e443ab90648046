// Eigenvalues of any square matrix as the call of LAPACK that JAX writes, which jaxlib's XLA knows; there is
// no other expansion of them.

extension LapackCall {
  /// The results of `routine` for a batch of operands, or `nil` where LAPACK lacks their dtype.
  fileprivate static func applied(
    _ routine: LapackRoutine, _ config: [NamedAttribute] = [], to x: [Tensor]
  ) throws -> [Tensor]? {
    let letters: [DType: String] = [.f32: "s", .f64: "d", .complex64: "c", .complex128: "z"]
    guard let dtype = x.first?.dtype, let letter = letters[dtype] else { return nil }
    let target = "lapack_\(letter)\(routine.rawValue)_ffi"
    let call = LapackCall(name: target, routine: routine, dtype: dtype, config: config)
    let types = x.map(\.type)
    let results = try call.batchedTypes(types)
    let batch = types[0].rank - call.operandRanks[0]
    func layouts(_ types: [TensorType]) -> Attribute {
      .array(types.map { LayoutText.ofColumns(rank: $0.rank, batch: batch) })
    }
    let parameters = [
      NamedAttribute("backend_config", .string("")),
      NamedAttribute("mhlo.backend_config", .dictionary(config)),
      NamedAttribute("operand_layouts", layouts(types)),
      NamedAttribute("result_layouts", layouts(results)),
      NamedAttribute(
        "mhlo.frontend_attributes",
        .dictionary([NamedAttribute("num_batch_dims", .string("\(batch)"))])),
    ]
    return try apply(CustomCall(target, parameters, types: results), x)
  }

  fileprivate static func letter(_ name: String, _ letter: Unicode.Scalar) -> NamedAttribute {
    NamedAttribute(name, .integer(Int64(letter.value), .ui8))
  }
}

/// The layouts of custom calls, kept as text because their element type `index` is no dtype.
enum LayoutText {
  /// Matrices column by column, the batch before all.
  static func ofColumns(rank: Int, batch: Int) -> Attribute {
    let own = batch..<rank
    return text(Array(own) + (0..<batch).reversed())
  }

  /// The same layout with one more dimension, which varies slowest, before the others.
  static func batched(_ layout: Attribute) -> Attribute {
    guard case .opaque(let written) = layout, let end = written.firstIndex(of: ">") else {
      return layout
    }
    let numbers = written[..<end].split { !$0.isNumber }.compactMap { Int($0) }
    return text(numbers.map { $0 + 1 } + [0])
  }

  private static func text(_ order: [Int]) -> Attribute {
    .opaque("dense<\(order.isEmpty ? "" : "\(order)")> : tensor<\(order.count)xindex>")
  }
}

extension Eig: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let config = [
      LapackCall.letter("compute_left", computesLeft ? "V" : "N"),
      LapackCall.letter("compute_right", computesRight ? "V" : "N"),
    ]
    guard let y = try LapackCall.applied(.geev, config, to: x) else { return try apply(self, x) }
    let w = x[0].dtype.isComplex ? y[0] : complex(y[0], y[1])
    let vectors = Array(y.dropLast().suffix(2))
    return [w] + (computesLeft ? [vectors[0]] : []) + (computesRight ? [vectors[1]] : [])
  }
}
