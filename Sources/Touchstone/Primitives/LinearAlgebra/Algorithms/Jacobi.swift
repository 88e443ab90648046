/// Singular values and Hermitian eigenvalues by plane rotations (Jacobi, 1846; Hestenes, 1958).
extension Matrix {
  /// The rotation that makes [[alpha, gamma], [conj(gamma), beta]] diagonal: columns p and q become
  /// c·p - s·conj(phase)·q and s·phase·p + c·q, where gamma = |gamma|·phase.
  private static func rotation(
    _ alpha: Double, _ beta: Double, _ gamma: Scalar
  ) -> (cosine: Double, sine: Double, phase: Scalar, tangent: Double) {
    let size = gamma.magnitude
    let phase = gamma / Scalar(size)
    let zeta = (beta - alpha) / (2 * size)
    let root = zeta.magnitude > 1e150 ? zeta.magnitude : (1 + zeta * zeta).squareRoot()
    let tangent = (zeta >= 0 ? 1.0 : -1.0) / (zeta.magnitude + root)
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    return (cosine, cosine * tangent, phase, tangent)
  }

  /// Applies a rotation of columns `p` and `q`.
  private mutating func rotateColumns(
    _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double, _ phase: Scalar
  ) {
    let back = phase.conjugate.scaled(by: sine)
    let forth = phase.scaled(by: sine)
    for i in 0..<rows {
      let x = self[i, p]
      let y = self[i, q]
      self[i, p] = x.scaled(by: cosine) - y * back
      self[i, q] = x * forth + y.scaled(by: cosine)
    }
  }

  /// A·V = W·diag(values), V unitary, for the Hermitian matrix of which the lower (or upper)
  /// triangle is read; values ascend.
  func hermitianEigen(lower: Bool) -> (values: [Double], vectors: Matrix)? {
    guard hermitian(lower: lower).isFinite else { return nil }
    var (a, scale) = hermitian(lower: lower).normalized
    var v = Matrix.identity(rows, rows)
    let total = a.elements.reduce(0) { $0 + $1.squaredMagnitude }.squareRoot()
    let negligible = total * 0x1p-56 / Double(max(rows, 1))
    for _ in 0..<80 {
      var rotated = false
      for p in 0..<rows {
        for q in p + 1..<rows {
          let gamma = a[p, q]
          let alpha = a[p, p].real
          let beta = a[q, q].real
          let size = gamma.magnitude
          if size == 0 || size <= negligible { continue }
          rotated = true
          let (cosine, sine, phase, tangent) = Self.rotation(alpha, beta, gamma)
          a.rotateColumns(p, q, cosine, sine, phase)
          // The rows are the columns' conjugates; the 2×2 block in closed form.
          for i in 0..<rows where i != p && i != q {
            a[p, i] = a[i, p].conjugate
            a[q, i] = a[i, q].conjugate
          }
          a[p, p] = Scalar(alpha - tangent * size)
          a[q, q] = Scalar(beta + tangent * size)
          a[p, q] = Scalar(0)
          a[q, p] = Scalar(0)
          v.rotateColumns(p, q, cosine, sine, phase)
        }
      }
      if !rotated { break }
    }
    let diagonal = (0..<rows).map { a[$0, $0].real }
    let order = diagonal.indices.sorted { (diagonal[$0], $0) < (diagonal[$1], $1) }
    return (
      order.map { diagonal[$0] * scale }, Matrix(rows, rows) { v[$0, order[$1]] }
    )
  }

  /// A = U·diag(values)·Vᴴ; values descend. U and V have all columns if `full`, and as many as there
  /// are values otherwise.
  func svd(full: Bool) -> (u: Matrix, values: [Double], adjointV: Matrix)? {
    guard isFinite else { return nil }
    if rows < columns {
      guard let (u, values, v) = adjoint.svd(full: full) else { return nil }
      return (v.adjoint, values, u.adjoint)
    }
    let (a, scale) = normalized
    // A·P = Q·R, and R's adjoint, whose columns are nearly orthogonal already, is what is rotated:
    // Rᴴ·J = X·diag(values), so that A = (Q·J)·diag(values)·(P·X)ᴴ.
    var order: [Int]? = Array(0..<columns)
    let (packed, factors) = a.householderQR(&order, fixed: 0)
    var x = packed.upperTriangle.resized(columns, columns).adjoint
    var j = Matrix.identity(columns, columns)
    x.orthogonalizeColumns(rotating: &j)
    let lengths = (0..<columns).map { k in Reflector.norm((0..<columns).map { x[$0, k] }) }
    let descending = lengths.indices.sorted {
      lengths[$0] > lengths[$1] || (lengths[$0] == lengths[$1] && $0 < $1)
    }
    let values = descending.map { lengths[$0] }
    x = Matrix(columns, columns) { i, k in
      let length = values[k]
      return length > 0 ? x[i, descending[k]] / Scalar(length) : Scalar(0)
    }
    x.completeColumns(from: values.firstIndex { $0 < 0x1p-500 } ?? columns)
    let q = packed.householderProduct(factors, columns: full ? rows : columns)
    var u = q
    for i in 0..<rows {
      for k in 0..<columns {
        var sum = Scalar(0)
        for l in 0..<columns { sum += q[i, l] * j[l, descending[k]] }
        u[i, k] = sum
      }
    }
    var v = Matrix(zeros: columns, columns)
    for (i, from) in (order ?? []).enumerated() {
      for k in 0..<columns { v[from, k] = x[i, k] }
    }
    return (u, values.map { $0 * scale }, v.adjoint)
  }

  /// Rotates pairs of columns until all are orthogonal, and those of `product` alike.
  private mutating func orthogonalizeColumns(rotating product: inout Matrix) {
    let tolerance = 0x1p-52 * Double(max(rows, 4)).squareRoot()
    for _ in 0..<80 {
      var rotated = false
      for p in 0..<columns {
        for q in p + 1..<columns {
          var alpha = 0.0
          var beta = 0.0
          var gamma = Scalar(0)
          for i in 0..<rows {
            alpha += self[i, p].squaredMagnitude
            beta += self[i, q].squaredMagnitude
            gamma += self[i, p].conjugate * self[i, q]
          }
          // A column whose squares vanish is replaced in the end.
          if alpha == 0 || beta == 0 { continue }
          if gamma.magnitude <= tolerance * (alpha.squareRoot() * beta.squareRoot()) { continue }
          rotated = true
          let (cosine, sine, phase, _) = Self.rotation(alpha, beta, gamma)
          rotateColumns(p, q, cosine, sine, phase)
          product.rotateColumns(p, q, cosine, sine, phase)
        }
      }
      if !rotated { return }
    }
  }

  /// Replaces the columns from `first` on by ones that are orthonormal to all before.
  private mutating func completeColumns(from first: Int) {
    var candidate = 0
    for k in first..<max(columns, first) {
      while candidate < rows {
        var column = (0..<rows).map { $0 == candidate ? Scalar(1) : Scalar(0) }
        candidate += 1
        for _ in 0..<2 {
          for l in 0..<k {
            var sum = Scalar(0)
            for i in 0..<rows { sum += self[i, l].conjugate * column[i] }
            for i in 0..<rows { column[i] -= self[i, l] * sum }
          }
        }
        let length = Reflector.norm(column)
        // A unit vector that lies almost within the others' span is left out: the rest suffice.
        if length * length * Double(2 * rows) < 1 { continue }
        for i in 0..<rows { self[i, k] = column[i] / Scalar(length) }
        break
      }
    }
  }
}
