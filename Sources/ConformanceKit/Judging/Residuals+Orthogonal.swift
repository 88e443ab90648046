import Touchstone

/// Factorizations with unitary factors: the residual and the loss of orthogonality are each at most
/// `10 n u` times the norm of what they approximate (Frobenius' norm; Higham, chapters 19 and 20).
///
/// Eigenvalues and singular values are determined, so they are compared, too: with the reference's,
/// within the same bound (Weyl's theorem).
extension Residuals {
  /// The factors and values that came out for one matrix of a batch, and what checks them.
  struct Factors {
    let a: Matrix
    /// The results, each as a matrix; lists of values as one row.
    let results: [Matrix]
    /// What the reference has in their place.
    let expected: [Matrix]
    let unit: Double

    init(_ one: Member) {
      (a, results, expected, unit) = (one.operands[0], one.results, one.expected, one.unit)
    }

    private var size: Double { Double(max(a.rows, a.columns, 1)) * a.factor.squareRoot() }
    var allowed: Double { 10 * size * unit * a.norm }

    func near(_ what: String, _ error: Double, _ bound: Double) -> String? {
      error <= bound ? nil : "\(what) is off by \(error), allowed \(bound)"
    }
    private func unitary(_ name: String, _ q: Matrix) -> String? {
      near(
        "\(name)ᴴ\(name)",
        q.adjoint.times(q).minus(.identity(q.columns, q.columns, factor: q.factor)).norm,
        10 * size * unit * Double(max(q.columns, 1)).squareRoot())
    }
    private func values(_ name: String, _ i: Int) -> String? {
      for column in 0..<results[i].columns {
        let error = (results[i][0, column] - expected[i][0, column]).modulus
        if let problem = near("\(name)[\(column)]", error, allowed) { return problem }
      }
      return nil
    }
    private func ordered(_ name: String, _ i: Int, descending: Bool) -> String? {
      let list = (0..<results[i].columns).map { results[i][0, $0].real }
      let isOrdered = zip(list, list.dropFirst()).allSatisfy { descending ? $0 >= $1 : $0 <= $1 }
      return isOrdered ? nil : "\(name) is not in order"
    }

    func qr() -> String? {
      let (q, r) = (results[0], results[1])
      for row in 0..<r.rows {
        for column in 0..<min(row, r.columns) where r[row, column].modulus != 0 {
          return "r is not zero at [\(row), \(column)]"
        }
      }
      return near("q·r", q.times(r).minus(a).norm, allowed) ?? unitary("q", q)
    }

    func svd() -> String? {
      if results.count == 1 { return ordered("s", 0, descending: true) ?? values("s", 0) }
      let (u, s, vh) = (results[0], results[1], results[2])
      let product = u.scaled(columns: s).times(vh.firstRows(s.columns))
      return near("u·diag(s)·vh", product.minus(a).norm, allowed) ?? unitary("u", u)
        ?? unitary("v", vh.adjoint) ?? ordered("s", 1, descending: true) ?? values("s", 1)
    }

    func eigh(lower: Bool) -> String? {
      let (w, v) = (results[0], results[1])
      let strict = (lower ? a : a.adjoint).lowerTriangle()
      let full = Matrix.hermitian(lower: strict)
      let error = full.times(v).minus(v.scaled(columns: w)).norm
      return near("x·v - v·diag(w)", error, allowed) ?? unitary("v", v)
        ?? ordered("w", 0, descending: false) ?? values("w", 0)
    }

    func eig(left: Bool, right: Bool) -> String? {
      let w = results[0]
      var trace = WideComplex(0)
      for i in 0..<a.rows { trace = trace + a[i, i] - w[0, i] }
      if let problem = near("the sum of w", trace.modulus, allowed * size) { return problem }
      if left {
        // vᴴ·x = w·vᴴ is xᴴ·v = v·conj(w).
        let v = results[1]
        let error = a.adjoint.times(v).minus(v.scaled(columns: w.conjugated)).norm
        if let problem = near("xᴴ·l - l·diag(w)ᴴ", error, allowed) { return problem }
      }
      if right, let v = results.last {
        let error = a.times(v).minus(v.scaled(columns: w)).norm
        if let problem = near("x·v - v·diag(w)", error, allowed) { return problem }
        for column in 0..<v.columns {
          let length = v.column(column).norm
          if let problem = near("the length of v[\(column)]", abs(length - 1), 10 * size * unit) {
            return problem
          }
        }
      }
      return nil
    }

    func schur() -> String? {
      let (t, z) = (results[0], results[1])
      for row in 0..<t.rows {
        for column in 0..<row where t[row, column].modulus != 0 && row != column + 1 {
          return "t is not zero at [\(row), \(column)]"
        }
      }
      return near("z·t·zᴴ", z.times(t).times(z.adjoint).minus(a).norm, allowed)
        ?? unitary("z", z)
    }
  }
}

extension Matrix {
  /// Frobenius' norm.
  var norm: Double {
    var sum = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let x = self[row, column]
        sum += x.real * x.real + x.imaginary * x.imaginary
      }
    }
    return sum.squareRoot()
  }
  var conjugated: Matrix { adjoint.transposed }

  static func identity(_ rows: Int, _ columns: Int, factor: Double) -> Matrix {
    var result = Matrix(
      rows, columns, [WideComplex](repeating: .init(0), count: rows * columns), factor: factor)
    for i in 0..<min(rows, columns) { result[i, i] = WideComplex(1) }
    return result
  }

  /// The Hermitian matrix with this lower triangle.
  static func hermitian(lower: Matrix) -> Matrix {
    var result = lower
    for row in 0..<lower.rows {
      for column in 0..<row { result[column, row] = lower[row, column].conjugate }
      result[row, row] = WideComplex(lower[row, row].real)
    }
    return result
  }

  func minus(_ other: Matrix) -> Matrix {
    var result = self
    for row in 0..<rows {
      for column in 0..<columns { result[row, column] = self[row, column] - other[row, column] }
    }
    return result
  }

  /// Each column times the element of the row `factors` at its place; columns beyond are left out.
  func scaled(columns factors: Matrix) -> Matrix {
    var list: [WideComplex] = []
    for row in 0..<rows {
      for column in 0..<factors.columns { list.append(self[row, column] * factors[0, column]) }
    }
    return Matrix(rows, factors.columns, list, factor: factor)
  }

  func firstRows(_ count: Int) -> Matrix {
    var list: [WideComplex] = []
    for row in 0..<count { for column in 0..<columns { list.append(self[row, column]) } }
    return Matrix(count, columns, list, factor: factor)
  }

  func firstColumns(_ count: Int) -> Matrix { transposed.firstRows(count).transposed }

  func column(_ column: Int) -> Matrix {
    Matrix(rows, 1, (0..<rows).map { self[$0, column] }, factor: factor)
  }
}
