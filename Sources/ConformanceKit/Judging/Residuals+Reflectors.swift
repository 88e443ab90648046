import Touchstone

/// Factorizations that are packed as reflectors: they multiply back to the matrix within `10 n u` times
/// its norm (Higham, theorem 19.4), the product of reflectors by itself within `gamma(k (m + 4))` of the
/// product of magnitudes (lemma 19.2, each application by itself; doubled, because blocked codes gather
/// several).
extension Residuals {
  static func householderProduct(_ one: Member) -> String? {
    let (packed, taus) = (one.operands[0], one.operands[1])
    let identity = Matrix.identity(packed.rows, packed.columns, factor: packed.factor)
    let want = Reflectors(packed, taus).applied(to: identity)
    let scale = Reflectors(packed, taus).magnitudes.applied(to: identity, adding: true)
    let terms = Double(taus.columns * (packed.rows + 4)) * packed.factor
    let gamma = 2 * Bounds.gamma(terms, one.unit)
    for row in 0..<want.rows {
      for column in 0..<want.columns {
        let error = (one.results[0][row, column] - want[row, column]).modulus
        let bound = gamma * scale[row, column].real
        if !(error <= bound) {
          return "the product is off by \(error) at [\(row), \(column)], allowed \(bound)"
        }
      }
    }
    return nil
  }
}

extension Residuals.Factors {
  func householderQR() -> String? {
    let packed = results[0]
    let r = packed.transposed.lowerTriangle().transposed
    return near("q·r", Reflectors(packed, results[1]).applied(to: r).minus(a).norm, allowed)
  }

  func hessenberg() -> String? {
    let packed = results[0]
    var h = packed
    for row in 0..<h.rows { for column in 0..<max(row - 1, 0) { h[row, column] = WideComplex(0) } }
    let product = Reflectors(packed, results[1], below: 1).conjugating(h)
    return near("q·h·qᴴ", product.minus(a).norm, allowed)
  }

  func tridiagonalize(lower: Bool) -> String? {
    let (packed, diagonal, beside, taus) = (results[0], results[1], results[2], results[3])
    var t = Matrix.identity(a.rows, a.rows, factor: a.factor)
    for k in 0..<a.rows {
      t[k, k] = diagonal[0, k]
      guard k + 1 < a.rows else { break }
      (t[k + 1, k], t[k, k + 1]) = (beside[0, k], beside[0, k])
    }
    let full = Matrix.hermitian(lower: (lower ? a : a.adjoint).lowerTriangle())
    let reflectors =
      lower ? Reflectors(packed, taus, below: 1) : Reflectors(packed, taus, above: 1)
    return near("q·t·qᴴ", reflectors.conjugating(t).minus(full).norm, allowed)
  }
}

/// Reflectors I - τ·v·vᴴ, in the order in which they multiply.
private struct Reflectors {
  private var list: [(tau: WideComplex, v: Matrix)]

  /// Those of columns of `packed`, each of which has its leading 1 `offset` rows below the diagonal and
  /// its other elements after that.
  init(_ packed: Matrix, _ taus: Matrix, below offset: Int = 0) {
    list = (0..<taus.columns).map { k in
      var v = packed.column(k)
      for row in 0..<min(k + offset, v.rows) { v[row, 0] = WideComplex(0) }
      if k + offset < v.rows { v[k + offset, 0] = WideComplex(1) }
      return (taus[0, k], v)
    }
  }

  /// Those of which column k + `offset` of `packed` has the elements before a 1 in row k, the last first.
  init(_ packed: Matrix, _ taus: Matrix, above offset: Int) {
    list = (0..<taus.columns).reversed().map { k in
      var v = packed.column(k + offset)
      for row in k..<v.rows { v[row, 0] = WideComplex(row == k ? 1 : 0) }
      return (taus[0, k], v)
    }
  }

  /// The same with the magnitudes of all elements.
  var magnitudes: Reflectors {
    var copy = self
    copy.list = list.map { (WideComplex($0.tau.modulus), $0.v.magnitudes) }
    return copy
  }

  /// Their product with `x`; with `adding`, that of I + τ·v·vᴴ.
  func applied(to x: Matrix, adding: Bool = false) -> Matrix {
    var result = x
    for (tau, v) in list.reversed() {
      let row = v.adjoint.times(result)
      for i in 0..<result.rows {
        let factor = tau * v[i, 0]
        for j in 0..<result.columns {
          let term = factor * row[0, j]
          result[i, j] = adding ? result[i, j] + term : result[i, j] - term
        }
      }
    }
    return result
  }

  /// Q·x·Qᴴ, Q being their product.
  func conjugating(_ x: Matrix) -> Matrix {
    applied(to: applied(to: x).adjoint).adjoint
  }
}
