/// A = Z·T·Zᴴ with T triangular, by the QR algorithm on the Hessenberg form.
extension Matrix {
  /// What comes of a matrix: `form` is triangular; for a real matrix 2×2 blocks with equal
  /// diagonals and off-diagonals of opposite signs stand for pairs of conjugate eigenvalues.
  struct Schur {
    var form: Matrix
    var vectors: Matrix
  }

  /// The Schur form, or `nil` if the elements are not finite or the iteration does not end.
  func schur() -> Schur? {
    guard isFinite else { return nil }
    let (a, scale) = normalized
    let (packed, factors) = a.hessenberg(0..<rows)
    let schur = Schur(
      form: Matrix(rows, rows) { $0 <= $1 + 1 ? packed[$0, $1] : Scalar(0) },
      vectors: packed.householderProduct(factors, columns: rows, offset: 1))
    guard var done = Scalar.triangularize(schur) else { return nil }
    done.form = done.form.scaled(by: scale)
    return done
  }

  /// The start of the unreduced part that ends at `last`: subdiagonals that are negligible beside
  /// their neighbours are set to zero (Ahues and Tisseur's criterion, LAPACK working note 122).
  fileprivate mutating func deflate(endingAt last: Int) -> Int {
    var k = last
    while k > 0 {
      let below = self[k, k - 1].taxicabMagnitude
      if below < 0x1p-1000 { break }
      let size = self[k, k].taxicabMagnitude
      var test = self[k - 1, k - 1].taxicabMagnitude + size
      if test == 0 {
        if k > 1 { test += self[k - 1, k - 2].taxicabMagnitude }
        if k + 1 < rows { test += self[k + 1, k].taxicabMagnitude }
      }
      if below <= 0x1p-52 * test {
        let above = self[k - 1, k].taxicabMagnitude
        let gap = (self[k - 1, k - 1] - self[k, k]).taxicabMagnitude
        let (ab, ba) = (max(below, above), min(below, above))
        let (aa, bb) = (max(size, gap), min(size, gap))
        let sum = aa + ab
        if ba * (ab / sum) <= max(0x1p-1000, 0x1p-52 * (bb * (aa / sum))) { break }
      }
      k -= 1
    }
    if k > 0 { self[k, k - 1] = Scalar(0) }
    return k
  }
}

extension FieldScalar {
  /// The Schur form of what is of Hessenberg form already.
  fileprivate static func triangularize(_ schur: Matrix<Self>.Schur) -> Matrix<Self>.Schur? {
    if let real = schur as? Matrix<Double>.Schur { return francis(real) as? Matrix<Self>.Schur }
    guard let complex = schur as? Matrix<WideComplex>.Schur else { return nil }
    return rayleigh(complex) as? Matrix<Self>.Schur
  }
}

/// One step of an implicit QR sweep: the reflector of `column` is applied to rows and columns from
/// `k` on, of an active part that ends at `last`.
private func chase<Scalar>(
  _ schur: inout Matrix<Scalar>.Schur, _ reflector: Reflector<Scalar>, at k: Int, last: Int
) {
  let n = schur.form.rows
  let bottom = min(k + 1 + reflector.tail.count, last)
  reflector.applyLeft(to: &schur.form, row: k, columns: k..<n, adjoint: true)
  reflector.applyRight(to: &schur.form, rows: 0..<bottom + 1, column: k, adjoint: false)
  reflector.applyRight(to: &schur.vectors, rows: 0..<n, column: k, adjoint: false)
}

/// QR with one shift a sweep (Wilkinson's), for complex matrices.
private func rayleigh(_ start: Matrix<WideComplex>.Schur) -> Matrix<WideComplex>.Schur? {
  var schur = start
  var last = schur.form.rows - 1
  var sweeps = 0
  while last > 0 {
    let first = schur.form.deflate(endingAt: last)
    if first == last {
      last -= 1
      sweeps = 0
      continue
    }
    sweeps += 1
    if sweeps > 30 * max(10, schur.form.rows) { return nil }
    let h = schur.form
    var shift = h[last, last]
    if sweeps.isMultiple(of: 20) {
      shift += WideComplex(0.75 * h[last, last - 1].real.magnitude)
    } else if sweeps.isMultiple(of: 10) {
      shift = h[first, first] + WideComplex(0.75 * h[first + 1, first].real.magnitude)
    } else {
      // The eigenvalue of the last 2×2 block that is nearer to its last element.
      let product = h[last - 1, last] * h[last, last - 1]
      let x = (h[last - 1, last - 1] - shift).scaled(by: 0.5)
      var y = (x * x + product).squareRoot
      if x.real * y.real + x.imaginary * y.imaginary < 0 { y = -y }
      let sum = x + y
      if !sum.isZero { shift -= product / sum }
    }
    for k in first..<last {
      let reflector: Reflector<WideComplex>
      if k == first {
        reflector = Reflector(schur.form[k, k] - shift, [schur.form[k + 1, k]])
      } else {
        reflector = Reflector(schur.form[k, k - 1], [schur.form[k + 1, k - 1]])
        schur.form[k, k - 1] = reflector.head
        schur.form[k + 1, k - 1] = WideComplex(0)
      }
      chase(&schur, reflector, at: k, last: last)
    }
  }
  return schur
}

/// QR with two shifts a sweep (Francis), for real matrices.
private func francis(_ start: Matrix<Double>.Schur) -> Matrix<Double>.Schur? {
  var schur = start
  let n = schur.form.rows
  var last = n - 1
  var sweeps = 0
  while last >= 0 {
    let first = schur.form.deflate(endingAt: last)
    if first >= last - 1 {
      if first == last - 1 { standardize(&schur, at: first) }
      last = first - 1
      sweeps = 0
      continue
    }
    sweeps += 1
    if sweeps > 30 * max(10, n) { return nil }
    let h = schur.form
    // The trace and determinant of a 2×2 block whose eigenvalues are the shifts.
    var (a, b, c, d) = (
      h[last - 1, last - 1], h[last - 1, last], h[last, last - 1], h[last, last]
    )
    if sweeps.isMultiple(of: 20) {
      c = h[last, last - 1].magnitude + h[last - 1, last - 2].magnitude
      (a, b) = (0.75 * c + h[last, last], -0.4375 * c)
      d = a
    } else if sweeps.isMultiple(of: 10) {
      c = h[first + 1, first].magnitude + h[first + 2, first + 1].magnitude
      (a, b) = (0.75 * c + h[first, first], -0.4375 * c)
      d = a
    }
    var (sum, product) = (a + d, a * d - b * c)
    let middle = (a - d) / 2
    let discriminant = middle * middle + b * c
    if discriminant > 0 {
      // Two real shifts: the one nearer to the last element, twice.
      let root = discriminant.squareRoot()
      let nearer = middle > 0 ? d + b * c / (-(middle + root)) : d + b * c / (root - middle)
      (sum, product) = (2 * nearer, nearer * nearer)
    }
    // Where two small subdiagonals follow each other the sweep can start.
    var start = last - 2
    var v = (0.0, 0.0, 0.0)
    while true {
      let m = start
      v.0 = (h[m, m] * (h[m, m] - sum) + product) / h[m + 1, m] + h[m, m + 1]
      v.1 = h[m, m] + h[m + 1, m + 1] - sum
      v.2 = h[m + 2, m + 1]
      let size = v.0.magnitude + v.1.magnitude + v.2.magnitude
      v = (v.0 / size, v.1 / size, v.2 / size)
      if m == first { break }
      let neighbours = h[m - 1, m - 1].magnitude + h[m, m].magnitude + h[m + 1, m + 1].magnitude
      if h[m, m - 1].magnitude * (v.1.magnitude + v.2.magnitude)
        <= 0x1p-52 * v.0.magnitude * neighbours
      {
        break
      }
      start -= 1
    }
    for k in start..<last {
      let reflector: Reflector<Double>
      let below = k + 2 <= last
      if k == start {
        reflector = Reflector(v.0, below ? [v.1, v.2] : [v.1])
        if k > first { schur.form[k, k - 1] *= 1 - reflector.factor }
      } else {
        let f = schur.form
        let next = f[k + 1, k - 1]
        reflector = Reflector(f[k, k - 1], below ? [next, f[k + 2, k - 1]] : [next])
        schur.form[k, k - 1] = reflector.head
        schur.form[k + 1, k - 1] = 0
        if below { schur.form[k + 2, k - 1] = 0 }
      }
      chase(&schur, reflector, at: k, last: last)
    }
  }
  return schur
}

/// Rotates the 2×2 block at `p` so that it is triangular if its eigenvalues are real, and otherwise
/// has equal diagonal elements (as LAPACK's `lanv2`).
private func standardize(_ schur: inout Matrix<Double>.Schur, at p: Int) {
  let q = p + 1
  func sign(_ x: Double) -> Double { x < 0 ? -1 : 1 }
  func hypotenuse(_ x: Double, _ y: Double) -> Double { WideComplex(x, y).magnitude }
  var (a, b, c, d) = (
    schur.form[p, p], schur.form[p, q], schur.form[q, p], schur.form[q, q]
  )
  var (cosine, sine) = (1.0, 0.0)
  if c == 0 {
  } else if b == 0 {
    (cosine, sine) = (0, 1)
    (a, b, c, d) = (d, -c, 0, a)
  } else if a - d == 0 && sign(b) != sign(c) {
  } else {
    let difference = a - d
    let half = 0.5 * difference
    let larger = max(b.magnitude, c.magnitude)
    let smaller = min(b.magnitude, c.magnitude) * sign(b) * sign(c)
    let scale = max(half.magnitude, larger)
    let z = half / scale * half + larger / scale * smaller
    if z >= 4 * 0x1p-52 {
      let root = half + sign(half) * scale.squareRoot() * z.squareRoot()
      (a, d) = (d + root, d - larger / root * smaller)
      let length = hypotenuse(c, root)
      (cosine, sine) = (root / length, c / length)
      (b, c) = (b - c, 0)
    } else {
      let sum = b + c
      let length = hypotenuse(sum, difference)
      cosine = (0.5 * (1 + sum.magnitude / length)).squareRoot()
      sine = -(half / (length * cosine)) * sign(sum)
      let (aa, bb) = (a * cosine + b * sine, -a * sine + b * cosine)
      let (cc, dd) = (c * cosine + d * sine, -c * sine + d * cosine)
      (a, b) = (aa * cosine + cc * sine, bb * cosine + dd * sine)
      (c, d) = (-aa * sine + cc * cosine, -bb * sine + dd * cosine)
      let mean = 0.5 * (a + d)
      (a, d) = (mean, mean)
      if c != 0 && b == 0 {
        (b, c) = (-c, 0)
        (cosine, sine) = (-sine, cosine)
      } else if c != 0 && sign(b) == sign(c) {
        let (rootB, rootC) = (b.magnitude.squareRoot(), c.magnitude.squareRoot())
        let shift = sign(c) * rootB * rootC
        let factor = 1 / (b + c).magnitude.squareRoot()
        (a, d) = (mean + shift, mean - shift)
        (b, c) = (b - c, 0)
        let (cosine1, sine1) = (rootB * factor, rootC * factor)
        (cosine, sine) = (cosine * cosine1 - sine * sine1, cosine * sine1 + sine * cosine1)
      }
    }
  }
  let n = schur.form.rows
  for j in q + 1..<max(n, q + 1) {
    let (x, y) = (schur.form[p, j], schur.form[q, j])
    (schur.form[p, j], schur.form[q, j]) = (cosine * x + sine * y, cosine * y - sine * x)
  }
  for i in 0..<p {
    let (x, y) = (schur.form[i, p], schur.form[i, q])
    (schur.form[i, p], schur.form[i, q]) = (cosine * x + sine * y, cosine * y - sine * x)
  }
  for i in 0..<n {
    let (x, y) = (schur.vectors[i, p], schur.vectors[i, q])
    (schur.vectors[i, p], schur.vectors[i, q]) = (cosine * x + sine * y, cosine * y - sine * x)
  }
  (schur.form[p, p], schur.form[p, q]) = (a, b)
  (schur.form[q, p], schur.form[q, q]) = (c, d)
}

extension WideComplex {
  /// A square root.
  var squareRoot: WideComplex {
    let size = magnitude
    if size == 0 { return self }
    let larger = ((size + real.magnitude) / 2).squareRoot()
    let smaller = imaginary.magnitude / (2 * larger)
    let (re, im) = real >= 0 ? (larger, smaller) : (smaller, larger)
    return WideComplex(re, imaginary < 0 ? -im : im)
  }
}
