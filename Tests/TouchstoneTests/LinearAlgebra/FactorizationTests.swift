import Testing

@testable import Touchstone

private func host(_ tensors: (Tensor, Tensor)) throws -> (HostTensor, HostTensor) {
  (try tensors.0.host(), try tensors.1.host())
}

@Test(.onReference, arguments: Sample.all, [false, true])
func `q times r is the matrix`(_ sample: Sample, full: Bool) throws {
  let (q, r) = try host(qr(Tensor(sample.tensor()), fullMatrices: full))
  let a = sample.matrix
  #expect((q.matrices[0] * r.matrices[0] - a).length <= bound(a))
  #expect(q.matrices[0].disorder <= bound(a.rows))
  #expect(r.matrices[0].upperTriangle == r.matrices[0])
}

@Test(.onReference, arguments: Sample.all)
func `l times u is the matrix with rows exchanged`(_ sample: Sample) throws {
  let (packed, pivots, permutation) = lu(Tensor(sample.tensor()))
  let m = try packed.host().matrices[0]
  let steps = min(m.rows, m.columns)
  let l = Matrix<WideComplex>(m.rows, steps) { i, j in
    i == j ? WideComplex(1) : i > j ? m[i, j] : WideComplex(0)
  }
  let order = try permutation.host().integers
  let a = sample.matrix
  let exchanged = Matrix(a.rows, a.columns) { a[order[$0], $1] }
  #expect((l * m.upperTriangle.resized(steps, m.columns) - exchanged).length <= bound(a))
  #expect(l.elements.allSatisfy { $0.taxicabMagnitude <= 2 })
  #expect(try pivots.host().integers.enumerated().allSatisfy { $1 >= $0 && $1 < a.rows })
}

@Test(.onReference, arguments: Sample.all, [false, true])
func `singular vectors and values make the matrix`(_ sample: Sample, full: Bool) throws {
  let result = svd(Tensor(sample.tensor()), fullMatrices: full)
  let (u, vh) = (try result.u.host().matrices[0], try result.vh.host().matrices[0])
  let s = try result.s.host().doubles
  let a = sample.matrix
  #expect((u * .diagonal(u.columns, vh.rows, s) * vh - a).length <= bound(a))
  #expect(u.disorder <= bound(u.rows) && vh.adjoint.disorder <= bound(vh.rows))
  #expect(s == s.sorted(by: >) && s.allSatisfy { $0 >= 0 })
  #expect(try singularValues(Tensor(sample.tensor())).host().doubles == s)
}

@Test(.onReference, arguments: Sample.square, [false, true])
func `hermitian eigenvectors diagonalize`(_ sample: Sample, lower: Bool) throws {
  let x = sample.tensor()
  let results = try Backends.current.evaluate(Eigh(lower: lower), [Tensor(x)])
  let (w, v) = (try results[0].host().doubles, try results[1].host().matrices[0])
  let a = sample.matrix.hermitian(lower: lower)
  #expect((a * v - v * .diagonal(a.rows, a.rows, w)).length <= bound(a))
  #expect(v.disorder <= bound(a.rows))
  #expect(w == w.sorted())
}

@Test(.onReference, arguments: Sample.square)
func `eigenvectors of a general matrix are scaled by it`(_ sample: Sample) throws {
  let operation = Eig(computesLeft: true, computesRight: true)
  let results = try Backends.current.evaluate(operation, [Tensor(sample.tensor())])
  let w = try results[0].host().complexes
  let (y, x) = (try results[1].host().matrices[0], try results[2].host().matrices[0])
  let a = sample.matrix
  let d = Matrix(a.rows, a.rows) { $0 == $1 ? w[$0] : WideComplex(0) }
  #expect((a * x - x * d).length <= 4 * bound(a))
  #expect((y.adjoint * a - d * y.adjoint).length <= 4 * bound(a))
  for k in 0..<a.rows {
    #expect(abs(Reflector.norm((0..<a.rows).map { x[$0, k] }) - 1) < 1e-14)
  }
  if !sample.dtype.isComplex {
    let conjugates = Set(w.map(\.conjugate))
    #expect(Set(w.map { WideComplex($0.real, $0.imaginary + 0) }).count <= a.rows)
    #expect(w.allSatisfy { conjugates.contains($0) || $0.imaginary == 0 })
    for k in 0..<a.rows where w[k].imaginary == 0 {
      #expect((0..<a.rows).allSatisfy { x[$0, k].imaginary == 0 })
    }
  }
}

@Test(.onReference, arguments: Sample.square)
func `the schur form is similar to the matrix`(_ sample: Sample) throws {
  let results = try Backends.current.evaluate(Schur(), [Tensor(sample.tensor())])
  let (t, z) = (try results[0].host().matrices[0], try results[1].host().matrices[0])
  let a = sample.matrix
  #expect((z * t * z.adjoint - a).length <= 2 * bound(a))
  #expect(z.disorder <= bound(a.rows))
  for i in 0..<a.rows {
    for j in 0..<i {
      if i > j + 1 || sample.dtype.isComplex { #expect(t[i, j].isZero) }
    }
    if i + 1 < a.rows, !t[i + 1, i].isZero {
      #expect(t[i, i] == t[i + 1, i + 1] && t[i, i + 1].real * t[i + 1, i].real < 0)
      #expect(i + 2 >= a.rows || t[i + 2, i + 1].isZero)
    }
  }
}

@Test(.onReference, arguments: Sample.square)
func `the hessenberg form is similar to the matrix`(_ sample: Sample) throws {
  let results = try Backends.current.evaluate(Hessenberg(), [Tensor(sample.tensor())])
  let packed = try results[0].host().matrices[0]
  let t = try results[1].host()
  let factors = t.dtype.isComplex ? t.complexes : t.doubles.map { WideComplex($0) }
  let q = packed.householderProduct(factors, columns: packed.rows, offset: 1)
  let h = Matrix(packed.rows, packed.rows) { $0 <= $1 + 1 ? packed[$0, $1] : WideComplex(0) }
  let a = sample.matrix
  #expect((q * h * q.adjoint - a).length <= bound(a))
}

@Test(.onReference, arguments: Sample.square)
func `the tridiagonal form is similar to the matrix`(_ sample: Sample) throws {
  let operation = Tridiagonalize(lower: true)
  let results = try Backends.current.evaluate(operation, [Tensor(sample.tensor())])
  let packed = try results[0].host().matrices[0]
  let (d, e) = (try results[1].host().doubles, try results[2].host().doubles)
  let t = try results[3].host()
  let factors = t.dtype.isComplex ? t.complexes : t.doubles.map { WideComplex($0) }
  let q = packed.householderProduct(factors, columns: packed.rows, offset: 1)
  let middle = Matrix<WideComplex>(packed.rows, packed.rows) { i, j in
    WideComplex(i == j ? d[i] : i == j + 1 ? e[j] : j == i + 1 ? e[i] : 0)
  }
  let a = sample.matrix.hermitian(lower: true)
  #expect((q * middle * q.adjoint - a).length <= bound(a))
}

@Test(.onReference, arguments: Sample.square, [false, true])
func `the cholesky factor squared is the matrix`(_ sample: Sample, lower: Bool) throws {
  let m = sample.matrix
  let a = m * m.adjoint
  let shifted = Matrix(a.rows, a.rows) { $0 == $1 ? a[$0, $1] + WideComplex(1) : a[$0, $1] }
  let type = TensorType(sample.dtype, [a.rows, a.rows])
  let x =
    sample.dtype.isComplex
    ? HostTensor(type, complexes: shifted.elements)
    : HostTensor(type, doubles: shifted.elements.map(\.real))
  let f = try cholesky(Tensor(x), lower: lower).host().matrices[0]
  let product = lower ? f * f.adjoint : f.adjoint * f
  #expect((product - shifted).length <= bound(shifted))
  #expect((lower ? f.adjoint : f).upperTriangle == (lower ? f.adjoint : f))
}

@Test(.onReference) func `a batch is factored matrix by matrix`() throws {
  let sample = Sample(rows: 4, columns: 3, dtype: .f32)
  let x = sample.tensor(batch: [2, 3])
  let (q, r) = try host(qr(Tensor(x)))
  #expect(q.shape == [2, 3, 4, 3] && r.shape == [2, 3, 3, 3])
  for (i, a) in x.matrices.enumerated() {
    #expect((q.matrices[i] * r.matrices[i] - a).length < 1e-6)
  }
  let (w, v) = try host(eigh(Tensor(Sample(rows: 3, columns: 3).tensor(batch: [0]))))
  #expect(w.shape == [0, 3] && v.shape == [0, 3, 3])
}

@Test(.onReference) func `extreme scales lose nothing`() throws {
  for scale in [0x1p-1060, 0x1p-600, 0x1p600, 0x1p1020] {
    let type = TensorType(.f64, [2, 2])
    let x = HostTensor(type, doubles: [3 * scale, 0, 4 * scale, 5 * scale])
    let s = try singularValues(Tensor(x)).host().doubles.map { $0 / scale }
    // The singular values of [[3, 0], [4, 5]] are √45 and √5.
    #expect(abs(s[0] - 45.0.squareRoot()) < 1e-3 * (scale < 1e-300 ? 1 : 1e-10))
    #expect(abs(s[1] - 5.0.squareRoot()) < 1e-3 * (scale < 1e-300 ? 1 : 1e-10))
    let (q, r) = try host(qr(Tensor(x)))
    #expect(q.matrices[0].disorder < 1e-15)
    #expect(r.doubles.allSatisfy { $0.isFinite })
  }
}

@Test(.onReference) func `a matrix that is not finite has undefined factors`() throws {
  let x = Tensor(HostTensor(TensorType(.f32, [2, 2]), doubles: [1, .nan, 2, 3]))
  #expect(try qr(x).q.host().doubles.allSatisfy { $0.isNaN })
  let s = try svd(x).s.host().doubles
  #expect(s.allSatisfy { $0.isNaN })
  #expect(try eigh(x).w.host().doubles.allSatisfy { $0.isNaN })
  #expect(try eig(x).w.host().complexes.allSatisfy { $0.real.isNaN })
  #expect(try lu(x).lu.host().doubles.allSatisfy { $0.isNaN })
}

@Test(.onReference) func `the hilbert matrix keeps its columns orthogonal`() throws {
  let elements: [Double] = (0..<64).map { (i: Int) -> Double in 1 / Double(i / 8 + i % 8 + 1) }
  let x = HostTensor(TensorType(.f64, [8, 8]), doubles: elements)
  let (q, _) = try host(qr(Tensor(x)))
  #expect(q.matrices[0].disorder < 1e-14)
}
