// Our own factorizations as the calls of LAPACK that JAX writes, which XLA knows.

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

extension SVD: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let mode = LapackCall.letter("mode", fullMatrices ? "A" : "S")
    guard let y = try LapackCall.applied(.gesdd, [mode], to: x) else { return try apply(self, x) }
    return computesVectors ? [y[2], y[1], y[3]] : [y[1]]
  }
}

extension LU: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    guard let y = try LapackCall.applied(.getrf, to: x) else { return try apply(self, x) }
    let expander = Expander()
    let permutation = try Context.run(expander) {
      try LapackCall.permutation(y[1], x[0].rows)
    }
    return [y[0], y[1] - 1, permutation]
  }
}

extension Eigh: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let config = [LapackCall.letter("mode", "V"), LapackCall.letter("uplo", lower ? "L" : "U")]
    let routine: LapackRoutine = x[0].dtype.isComplex ? .heevd : .syevd
    guard let y = try LapackCall.applied(routine, config, to: x) else { return try apply(self, x) }
    return [y[1], y[0]]
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

extension HouseholderQR: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    try LapackCall.applied(.geqrf, to: x) ?? apply(self, x)
  }
}

extension HouseholderProduct: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let routine: LapackRoutine = x[0].dtype.isComplex ? .ungqr : .orgqr
    return try LapackCall.applied(routine, to: x) ?? apply(self, x)
  }
}

extension QR: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    guard let y = try LapackCall.applied(.geqrf, to: x) else { return try apply(self, x) }
    let inner = fullMatrices ? x[0].rows : min(x[0].rows, x[0].columns)
    let reflectors = y[0].topLeft(columns: min(inner, x[0].columns))
    let filled = reflectors.extended(rows: x[0].rows, columns: inner)
    let q = try HouseholderProduct().expand([filled, y[1]])[0]
    return [q, y[0].topLeft(rows: inner).keeping(.upper)]
  }
}

extension TridiagonalSolve: ExpandedElsewhere {
  func expand(_ x: [Tensor]) throws -> [Tensor] {
    guard let y = try LapackCall.applied(.gtsv, to: x) else { return try apply(self, x) }
    return [y[3]]
  }
}
