import Touchstone

/// Factorizations are judged by what they multiply back to, never by their factors.
///
/// Sources: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition: Cholesky, theorem
/// 10.3, `|A - L L'| <= gamma(n+1) |L| |L'|`; substitution, theorem 8.5,
/// `|B - A X| <= gamma(n) |A| |X|`; both doubled, because blocked codes invert diagonal blocks.
enum Residuals {
  /// `nil` if `operation` is not judged this way, or not this way alone, an empty string if it passes,
  /// else why not.
  static func check(
    _ operation: any Primitive, _ operands: [HostTensor], _ results: [HostTensor],
    _ expected: [HostTensor]
  ) -> String? {
    guard results.map(\.type) == expected.map(\.type) else { return nil }
    if let draw = operation as? Rng, draw.distribution == .uniform {
      return Draws.problem(operands, results[0])
    }
    guard operation.promise == .residual else { return nil }
    guard let check = check(operation) else {
      return marks(results, expected).map { $0 ?? "" }
    }
    let matrix = operation.name == "tridiagonal_solve" ? operands[3] : operands[0]
    let batch = Array(matrix.shape.dropLast(2))
    func member(_ list: [HostTensor], _ i: Int) -> [Matrix] {
      list.map { Matrix($0.member(i, of: batch)) }
    }
    for i in 0..<batch.reduce(1, *) {
      let one = Member(
        operands: member(operands, i), results: member(results, i),
        expected: member(expected, i), unit: Bounds.unit(matrix.dtype))
      if let problem = check(one) { return "matrix \(i): \(problem)" }
    }
    return reflecting.contains(operation.name) ? nil : ""
  }

  /// One matrix of a batch, with what belongs to it; lists are rows.
  struct Member {
    let operands: [Matrix]
    let results: [Matrix]
    let expected: [Matrix]
    let unit: Double
  }

  /// Factorizations whose packed factors are determined: these are compared, too.
  private static let reflecting: Set = [
    "householder_qr", "householder_product", "hessenberg", "tridiagonalize",
  ]

  /// What `operation` must do for each matrix; `nil` if nothing is known of it.
  private static func check(_ operation: any Primitive) -> ((Member) -> String?)? {
    let lower = flag(operation, "lower")
    /// What cannot be factored has NaN instead: there is no residual to take.
    func finite(
      from first: Int = 0, _ check: @escaping (Member) -> String?
    ) -> (Member) -> String? {
      { one in
        let pairs = zip(one.expected, one.results).dropFirst(first)
        for (want, result) in pairs where !want.isFinite {
          if !result.hasNaN(like: want) { return "expected NaN in the place of what there is not" }
        }
        if pairs.contains(where: { !$0.0.isFinite }) { return nil }
        let wasBad = pairs.contains { !$0.1.isFinite }
        return wasBad ? "NaN or infinity in the result, where none was expected" : check(one)
      }
    }
    func factors(_ check: @escaping (Factors) -> String?) -> (Member) -> String? {
      finite { check(Factors($0)) }
    }
    switch operation.name {
    case "cholesky": return finite { cholesky(lower: lower, $0) }
    case "triangular_solve": return { solve(operation, $0) }
    case "lu": return finite(lu)
    case "tridiagonal_solve": return finite(tridiagonal)
    case "qr": return factors { $0.qr() }
    case "svd": return factors { $0.svd() }
    case "schur": return factors { $0.schur() }
    case "eigh": return factors { $0.eigh(lower: lower) }
    case "eig":
      // Without vectors there is nothing but the values.
      let left = flag(operation, "compute_left")
      let right = flag(operation, "compute_right")
      return factors { $0.eig(left: left, right: right) }
    case "householder_qr": return factors { $0.householderQR() }
    case "householder_product": return finite(householderProduct)
    case "hessenberg": return factors { $0.hessenberg() }
    case "tridiagonalize":
      // The triangle that is not read stays in the first result, whatever it holds.
      return finite(from: 1) { Factors($0).tridiagonalize(lower: lower) }
    default: return nil
    }
  }

  /// Whether NaN and infinities are where they should be, of an operation of which no more is known:
  /// `nil` leaves the rest to the bounds.
  private static func marks(_ results: [HostTensor], _ expected: [HostTensor]) -> String?? {
    for (result, want) in zip(results, expected) {
      let isBad = want.moduli.contains { !$0.isFinite }
      let wasBad = result.moduli.contains { !$0.isFinite }
      if isBad {
        return .some(wasBad ? nil : "expected NaN or infinity in the result")
      }
      if wasBad { return .some("NaN or infinity in the result, where none was expected") }
    }
    return nil
  }

  private static func lu(_ one: Member) -> String? {
    let (a, packed) = (one.operands[0], one.results[0])
    let inner = min(a.rows, a.columns)
    var l = packed.firstColumns(inner).lowerTriangle()
    for k in 0..<inner { l[k, k] = WideComplex(1) }
    let u = packed.firstRows(inner).transposed.lowerTriangle().transposed
    let order = (0..<a.rows).map { Int(one.results[2][0, $0].real) }
    guard order.sorted() == Array(0..<a.rows) else { return "not a permutation" }
    let product = l.times(u)
    let scale = l.magnitudes.times(u.magnitudes)
    let gamma = 2 * Bounds.gamma(Double(inner + 1) * a.factor, one.unit)
    for row in 0..<a.rows {
      for column in 0..<a.columns {
        let error = (product[row, column] - a[order[row], column]).modulus
        let bound = gamma * scale[row, column].real
        if !(error <= bound) {
          return "l·u is off by \(error) at [\(row), \(column)], allowed \(bound)"
        }
      }
    }
    return nil
  }

  private static func tridiagonal(_ one: Member) -> String? {
    let (lower, diagonal, upper) = (one.operands[0], one.operands[1], one.operands[2])
    let (b, x) = (one.operands[3], one.results[0])
    let n = b.rows
    let bound = 10 * Double(n) * b.factor.squareRoot() * one.unit
    for row in 0..<n {
      for column in 0..<b.columns {
        var sum = diagonal[0, row] * x[row, column]
        var size = sum.modulus + b[row, column].modulus
        if row > 0 {
          let term = lower[0, row] * x[row - 1, column]
          sum = sum + term
          size += term.modulus
        }
        if row + 1 < n {
          let term = upper[0, row] * x[row + 1, column]
          sum = sum + term
          size += term.modulus
        }
        let error = (sum - b[row, column]).modulus
        if !(error <= bound * size) {
          return "the solution's product is off by \(error) at [\(row), \(column)], allowed "
            + "\(bound * size)"
        }
      }
    }
    return nil
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

  private static func cholesky(lower: Bool, _ one: Member) -> String? {
    let (a, factor) = (one.operands[0], one.results[0])
    let l = (lower ? factor : factor.adjoint).lowerTriangle()
    let product = l.times(l.adjoint)
    let scale = l.magnitudes.times(l.adjoint.magnitudes)
    for row in 0..<a.rows {
      // The factor with the other sign would multiply back as well.
      guard l[row, row].real > 0 else {
        return "the factor's diagonal must be positive, it is \(l[row, row].real) at "
          + "[\(row), \(row)]"
      }
      for column in 0...row {
        let want = lower ? a[row, column] : a[column, row].conjugate
        // Of the diagonal only the real part is read.
        let difference = product[row, column] - want
        let error = row == column ? difference.real.magnitude : difference.modulus
        let bound =
          2 * Bounds.gamma(Double(a.rows + 1) * a.factor, one.unit) * scale[row, column].real
        if !(error <= bound) {
          return "the factor's product is off by \(error) at [\(row), \(column)], allowed \(bound)"
        }
      }
    }
    return nil
  }

  private static func solve(_ operation: any Primitive, _ one: Member) -> String? {
    let left = flag(operation, "left_side")
    let lower = flag(operation, "lower")
    let transpose = choice(operation, "transpose_a")
    let (a, b, x) = (one.operands[0], one.operands[1], one.results[0])
    var t = lower ? a.lowerTriangle() : a.transposed.lowerTriangle().transposed
    if flag(operation, "unit_diagonal") { for k in 0..<t.rows { t[k, k] = WideComplex(1) } }
    if transpose == "TRANSPOSE" { t = t.transposed }
    if transpose == "ADJOINT" { t = t.adjoint }
    let product = left ? t.times(x) : x.times(t)
    let scale =
      left ? t.magnitudes.times(x.magnitudes) : x.magnitudes.times(t.magnitudes)
    let gamma = 2 * Bounds.gamma(Double(t.rows + 1) * a.factor, one.unit)
    // Each column on the left, each row on the right, is a system of its own: where one has no finite
    // solution, others have.
    var unsolved: Set<Int> = []
    for row in 0..<b.rows {
      for column in 0..<b.columns where !one.expected[0][row, column].modulus.isFinite {
        unsolved.insert(left ? column : row)
      }
    }
    for row in 0..<b.rows {
      for column in 0..<b.columns {
        let isFinite = x[row, column].modulus.isFinite
        if unsolved.contains(left ? column : row) {
          if isFinite, !one.expected[0][row, column].modulus.isFinite {
            return "expected NaN or infinity at [\(row), \(column)]"
          }
          continue
        }
        if !isFinite {
          return "NaN or infinity at [\(row), \(column)], where none was expected"
        }
        let error = (product[row, column] - b[row, column]).modulus
        let bound = gamma * scale[row, column].real
        if !(error <= bound) {
          return "the solution's product is off by \(error) at [\(row), \(column)], allowed "
            + "\(bound)"
        }
      }
    }
    return nil
  }
}

extension HostTensor {
  /// Member `i` of a batch of the shape `batch`, which stands first.
  fileprivate func member(_ i: Int, of batch: [Int]) -> HostTensor {
    let one = type.with(shape: Array(shape.dropFirst(batch.count)))
    return picking(one) { i * one.count + $0 }
  }
}
