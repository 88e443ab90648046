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
    guard operation.promise == .residual, results.map(\.type) == expected.map(\.type) else {
      return nil
    }
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
    default: return nil
    }
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
        for column in 0...row {
          let want = lower ? pair.0[row, column] : pair.0[column, row].conjugate
          let error = (product[row, column] - want).modulus
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
