import Touchstone

/// Factorizations are judged by what they multiply back to, never by their factors.
///
/// Sources: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition: Cholesky, theorem
/// 10.3, `|A - L L'| <= gamma(n+1) |L| |L'|`; substitution, theorem 8.5,
/// `|B - A X| <= gamma(n) |A| |X|`; both doubled, because blocked codes invert diagonal blocks.
enum Residuals {
  /// `nil` if `operation` is not judged this way, an empty string if it passes, else why not.
  static func check(
    _ operation: any Primitive, _ operands: [HostTensor], _ results: [HostTensor],
    _ expected: [HostTensor]
  ) -> String? {
    guard results.map(\.type) == expected.map(\.type) else { return nil }
    if let draw = operation as? Rng, draw.distribution == .uniform {
      return Draws.problem(operands, results[0])
    }
    guard operation.promise == .residual else { return nil }
    // What the reference cannot factor has NaN; there is no residual to take.
    for (result, want) in zip(results, expected) {
      let isBad = want.moduli.contains { !$0.isFinite }
      let wasBad = result.moduli.contains { !$0.isFinite }
      if isBad { return wasBad ? "" : "expected NaN or infinity in the result" }
      if wasBad { return "NaN or infinity in the result, where none was expected" }
    }
    switch operation.name {
    case "cholesky": return cholesky(operation, operands[0], results[0])
    case "triangular_solve": return solve(operation, operands[0], operands[1], results[0])
    case "lu": return lu(operands[0], results)
    case "tridiagonal_solve": return tridiagonal(operands, results[0])
    case "qr": return each(operands[0], results, expected) { $0.qr() }
    case "svd": return each(operands[0], results, expected) { $0.svd() }
    case "schur": return each(operands[0], results, expected) { $0.schur() }
    case "eigh":
      let lower = flag(operation, "lower")
      return each(operands[0], results, expected) { $0.eigh(lower: lower) }
    case "eig":
      // Without vectors there is nothing but the values.
      let left = flag(operation, "compute_left")
      let right = flag(operation, "compute_right")
      return each(operands[0], results, expected) { $0.eig(left: left, right: right) }
    default: return nil
    }
  }

  /// What `check` says of the first matrix of a batch that it finds fault with.
  private static func each(
    _ a: HostTensor, _ results: [HostTensor], _ expected: [HostTensor],
    _ check: (Factors) -> String?
  ) -> String {
    let matrices = Matrix.batches(a)
    let batch = a.type.rank - 2
    // A list of values has one dimension fewer than a matrix.
    func split(_ x: HostTensor) -> [Matrix] {
      if x.type.rank == batch + 2 { return Matrix.batches(x) }
      var shape = x.shape
      shape.insert(1, at: batch)
      return Matrix.batches(x.reinterpreted(as: x.type.with(shape: shape)))
    }
    let parts = results.map(split)
    let wanted = expected.map(split)
    for (i, matrix) in matrices.enumerated() {
      guard parts.allSatisfy({ i < $0.count }), wanted.allSatisfy({ i < $0.count }) else { break }
      let factors = Factors(
        a: matrix, results: parts.map { $0[i] }, expected: wanted.map { $0[i] },
        unit: Bounds.unit(a.dtype))
      if let problem = check(factors) { return "matrix \(i): \(problem)" }
    }
    return ""
  }

  private static func lu(_ a: HostTensor, _ results: [HostTensor]) -> String {
    let rows = a.shape[a.type.rank - 2]
    let permutations = results[2].integers
    for (i, (a, packed)) in zip(Matrix.batches(a), Matrix.batches(results[0])).enumerated() {
      let inner = min(a.rows, a.columns)
      var l = packed.firstColumns(inner).lowerTriangle()
      for k in 0..<inner { l[k, k] = WideComplex(1) }
      let u = packed.firstRows(inner).transposed.lowerTriangle().transposed
      let order = Array(permutations[i * rows..<(i + 1) * rows])
      guard order.sorted() == Array(0..<rows) else { return "matrix \(i): not a permutation" }
      let product = l.times(u)
      let scale = l.magnitudes.times(u.magnitudes)
      let gamma = 2 * Bounds.gamma(Double(inner + 1) * a.factor, Bounds.unit(results[0].dtype))
      for row in 0..<a.rows {
        for column in 0..<a.columns {
          let error = (product[row, column] - a[order[row], column]).modulus
          let bound = gamma * scale[row, column].real
          if !(error <= bound) {
            return "matrix \(i): l·u is off by \(error) at [\(row), \(column)], allowed \(bound)"
          }
        }
      }
    }
    return ""
  }

  private static func tridiagonal(_ operands: [HostTensor], _ x: HostTensor) -> String {
    let (lower, diagonal, upper) = (
      operands[0].wideComplexes, operands[1].wideComplexes, operands[2].wideComplexes
    )
    let pairs = zip(Matrix.batches(operands[3]), Matrix.batches(x))
    for (i, (b, x)) in pairs.enumerated() {
      let n = b.rows
      let bound = 10 * Double(n) * b.factor * Bounds.unit(operands[3].dtype)
      for row in 0..<n {
        for column in 0..<b.columns {
          var sum = diagonal[i * n + row] * x[row, column]
          var size = sum.modulus + b[row, column].modulus
          if row > 0 {
            let term = lower[i * n + row] * x[row - 1, column]
            sum = sum + term
            size += term.modulus
          }
          if row + 1 < n {
            let term = upper[i * n + row] * x[row + 1, column]
            sum = sum + term
            size += term.modulus
          }
          let error = (sum - b[row, column]).modulus
          if !(error <= bound * size) {
            return "matrix \(i): the solution's product is off by \(error) at "
              + "[\(row), \(column)], allowed \(bound * size)"
          }
        }
      }
    }
    return ""
  }

  private static func flag(_ operation: any Primitive, _ name: String) -> Bool {
    switch operation.attributes.first(where: { $0.name == name })?.value {
    case .bool(let value): value
    case .integer(let value, _): value != 0
    case .unit: true
    default: false
    }
  }
  private static func choice(_ operation: any Primitive, _ name: String) -> String {
    switch operation.attributes.first(where: { $0.name == name })?.value {
    case .enumeration(_, let value), .string(let value): value
    default: ""
    }
  }

  private static func cholesky(
    _ operation: any Primitive, _ a: HostTensor, _ factor: HostTensor
  ) -> String {
    let lower = flag(operation, "lower")
    let unit = Bounds.unit(a.dtype)
    for (i, pair) in zip(Matrix.batches(a), Matrix.batches(factor)).enumerated() {
      let n = pair.0.rows
      let l = (lower ? pair.1 : pair.1.adjoint).lowerTriangle()
      let product = l.times(l.adjoint)
      let scale = l.magnitudes.times(l.adjoint.magnitudes)
      for row in 0..<n {
        // The factor with the other sign would multiply back as well.
        guard l[row, row].real > 0 else {
          return "matrix \(i): the factor's diagonal must be positive, it is "
            + "\(l[row, row].real) at [\(row), \(row)]"
        }
        for column in 0...row {
          let want = lower ? pair.0[row, column] : pair.0[column, row].conjugate
          // Of the diagonal only the real part is read.
          let difference = product[row, column] - want
          let error = row == column ? difference.real.magnitude : difference.modulus
          let bound =
            2 * Bounds.gamma(Double(n + 1) * pair.0.factor, unit)
            * scale[row, column].real
          if !(error <= bound) {
            return "matrix \(i): the factor's product is off by \(error) at "
              + "[\(row), \(column)], allowed \(bound)"
          }
        }
      }
    }
    return ""
  }

  private static func solve(
    _ operation: any Primitive, _ a: HostTensor, _ b: HostTensor, _ x: HostTensor
  ) -> String {
    let left = flag(operation, "left_side")
    let lower = flag(operation, "lower")
    let unitDiagonal = flag(operation, "unit_diagonal")
    let transpose = choice(operation, "transpose_a")
    let unit = Bounds.unit(a.dtype)
    let triples = zip(zip(Matrix.batches(a), Matrix.batches(b)), Matrix.batches(x))
    for (i, ((a, b), x)) in triples.enumerated() {
      var t = lower ? a.lowerTriangle() : a.transposed.lowerTriangle().transposed
      if unitDiagonal { for k in 0..<t.rows { t[k, k] = WideComplex(1) } }
      if transpose == "TRANSPOSE" { t = t.transposed }
      if transpose == "ADJOINT" { t = t.adjoint }
      let product = left ? t.times(x) : x.times(t)
      let scale =
        left
        ? t.magnitudes.times(x.magnitudes) : x.magnitudes.times(t.magnitudes)
      let gamma = 2 * Bounds.gamma(Double(t.rows + 1) * a.factor, unit)
      for row in 0..<b.rows {
        for column in 0..<b.columns {
          let error = (product[row, column] - b[row, column]).modulus
          let bound = gamma * scale[row, column].real
          if !(error <= bound) {
            return "matrix \(i): the solution's product is off by \(error) at "
              + "[\(row), \(column)], allowed \(bound)"
          }
        }
      }
    }
    return ""
  }
}
