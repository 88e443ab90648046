// A product of reflectors I - τᵢ·vᵢ·vᵢᴴ is I - V·T·Vᴴ, where the columns of V are the vᵢ and
// T = (I + D·S)⁻¹·D with D = diag(τ) and S the part of Vᴴ·V above its diagonal (Schreiber, Van Loan,
// "A storage-efficient WY representation", 1989; Puglisi, "Modification of the Householder method
// based on the compact WY representation", 1992).

/// Reflectors as expressions of tensors, from which their derivatives follow.
struct Reflectors {
  /// The vectors as columns: ones on the diagonal, zeros above it.
  let v: Tensor
  /// The matrix T.
  let t: Tensor

  /// The reflectors whose vectors lie below the diagonal of `packed`, one for each of `factors`.
  init(_ packed: Tensor, _ factors: Tensor) {
    let count = factors.shape[factors.rank - 1]
    let own = packed.topLeft(columns: count)
    v = own.keeping(.strictlyLower) + own.identityMatrices
    let s = v.adjoint.times(v)
    let system = s.keeping(.strictlyUpper).scalingRows(by: factors)
    t = triangularSolve(
      system, s.identityMatrices.scalingRows(by: factors), lower: false, unitDiagonal: true)
  }

  /// Q·x, or Qᴴ·x if `adjoint`.
  func applied(to x: Tensor, adjoint: Bool = false) -> Tensor {
    x - v.times((adjoint ? t.adjoint : t).times(v.adjoint.times(x)))
  }

  /// x·Q, or x·Qᴴ if `adjoint`.
  func appliedRight(to x: Tensor, adjoint: Bool = false) -> Tensor {
    x - x.times(v).times(adjoint ? t.adjoint : t).times(v.adjoint)
  }
}

extension HouseholderProduct {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    (try apply(self, x), try Self.tangents(x, dx))
  }

  static func tangents(_ x: [Tensor], _ dx: [Tensor?]) throws -> [Tensor?] {
    try differentiating(x, dx) { x in
      [Reflectors(x[0], x[1]).applied(to: x[0].identityMatrices)]
    }.tangents
  }
}

extension HouseholderQR {
  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    let y = try apply(self, x)
    guard let dx = dx[0] else { return (y, [nil, nil]) }
    let (dPacked, dFactors) = Self.tangents(packed: y[0], factors: y[1], dx)
    return (y, [dPacked, dFactors])
  }

  /// The tangents of the packed factorization.
  ///
  /// The first columns of q are I - V·T·V₁ᴴ, V₁ being the square upper part of V: so V and T·V₁ᴴ are
  /// the LU factors of I - q, and T·V₁ᴴ has the factors τ on its diagonal (Ballard et al.,
  /// "Reconstructing Householder vectors from tall-skinny QR", 2014).
  static func tangents(
    packed: Tensor, factors: Tensor, _ dx: Tensor
  ) -> (packed: Tensor, factors: Tensor) {
    let (m, n) = (dx.rows, dx.columns)
    let k = min(m, n)
    let reflectors = Reflectors(packed, factors)
    let q = reflectors.applied(to: packed.topLeft(columns: k).identityMatrices)
    let r = packed.topLeft(rows: k).keeping(.upper)
    let (dq, dr) = QR.tangents(q: q, r: r, dx)

    let v = reflectors.v
    let u = reflectors.t.times(v.topLeft(rows: k).adjoint)
    let l = v.keeping(.strictlyLower).extended(rows: m, columns: m)
    let half = -triangularSolve(l, dq, unitDiagonal: true)
    // The last reflector of a square matrix may be none: no element of V divides by its factor.
    let divisor = m > k ? u : u.withoutZeroOnDiagonal
    let inner = triangularSolve(divisor, half, leftSide: false, lower: false)
      .keeping(.strictlyLower)
    let dv = (l + l.identityMatrices).times(inner)
    let du = half.topLeft(rows: k) - inner.topLeft(rows: k).times(u)
    let change =
      dv.keeping(.strictlyLower).extended(rows: m, columns: n)
      + dr.keeping(.upper).extended(rows: m, columns: n)
    return (change, du.matrixDiagonal)
  }
}

extension Tensor {
  /// These matrices with ones in place of zeros on the diagonal.
  fileprivate var withoutZeroOnDiagonal: Tensor {
    let hole = select(equal(self, .zeros(like: self)), Tensor.full(1, like: self), self)
    return hole.keeping(.diagonal, else: self)
  }
}
