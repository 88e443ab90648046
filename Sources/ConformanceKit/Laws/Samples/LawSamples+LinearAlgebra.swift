import Touchstone

extension LawSamples {
  private static func adjoint(_ x: Tensor) -> Tensor { conj(transpose(x)) }

  private static func identity(_ n: Int, _ dtype: DType) -> Tensor {
    let square = TensorType(.i32, [n, n])
    return convert(equal(iota(square, axis: 0), iota(square, axis: 1)), to: dtype)
  }

  /// A Hermitian positive definite matrix, whatever `x` is.
  private static func definite(_ x: Tensor) -> Tensor {
    matmul(x, adjoint(x)) + identity(x.shape[0], x.dtype)
  }

  /// A matrix whose triangles and diagonal are far from singular.
  private static func dominant(_ x: Tensor) -> Tensor { x + 6 * identity(x.shape[0], x.dtype) }

  /// v f(w) vᴴ: the phases of the columns of v cancel.
  private static func composed(_ v: Tensor, _ w: Tensor) -> Tensor {
    let factors = broadcast(convert(sin(w) + 2, to: v.dtype), to: v.shape, axes: [1])
    return matmul(v * factors, adjoint(v))
  }

  /// A matrix whose leading columns, if it is wide, are far from dependent.
  private static func independent(_ x: Tensor) -> Tensor {
    let (m, n) = (x.shape[0], x.shape[1])
    if m >= n { return x }
    return x
      + pad(3 * identity(m, x.dtype), with: .full(TensorType(x.dtype), 0.0), high: [0, n - m])
  }

  static let linearAlgebra: [LawSample] = [DType.f64, .complex128].flatMap { dtype in
    factorizations(dtype) + spectral(dtype) + solvers(dtype)
  }

  private static func factorizations(_ dtype: DType) -> [LawSample] {
    var samples: [LawSample] = [true, false].map { lower in
      LawSample("cholesky", "\(dtype), lower \(lower)", at: { [$0.numbers([3, 3], dtype)] }) {
        bind(Cholesky(lower: lower), [definite($0[0])])
      }
    }
    for shape in [[3, 3], [4, 2], [2, 4]] {
      samples += [
        LawSample("lu", "\(dtype) \(shape)", at: { [$0.numbers(shape, dtype)] }) {
          [lu(independent($0[0])).lu]
        },
        LawSample("qr", "\(dtype) \(shape)", at: { [$0.numbers(shape, dtype)] }) {
          let (q, r) = qr(independent($0[0]))
          return [q, r]
        },
        LawSample("householder_qr", "\(dtype) \(shape)", at: { [$0.numbers(shape, dtype)] }) {
          bind(HouseholderQR(), [independent($0[0])])
        },
      ]
    }
    samples.append(
      LawSample(
        "householder_product", "\(dtype)",
        at: { [$0.numbers([4, 2], dtype), $0.numbers([2], dtype)] }
      ) { bind(HouseholderProduct(), $0) })
    return samples
  }

  private static func spectral(_ dtype: DType) -> [LawSample] {
    var samples: [LawSample] = [true, false].map { lower in
      LawSample("eigh", "\(dtype), lower \(lower)", at: { [$0.numbers([3, 3], dtype)] }) {
        let y = bind(Eigh(lower: lower), $0)
        return [y[0], composed(y[1], y[0])]
      }
    }
    for shape in [[3, 3], [4, 2], [2, 4]] {
      samples += [
        LawSample("svd", "\(dtype) \(shape)", at: { [$0.numbers(shape, dtype)] }) {
          let (u, s, vh) = svd($0[0], fullMatrices: false)
          return [s, composed(u, s), composed(adjoint(vh), s)]
        },
        LawSample("svd", "values, \(dtype) \(shape)", at: { [$0.numbers(shape, dtype)] }) {
          [singularValues($0[0])]
        },
      ]
    }
    samples += [
      LawSample("eig", "\(dtype)", at: { [$0.numbers([3, 3], dtype)] }) {
        bind(Eig(computesLeft: true, computesRight: true), $0)
      },
      LawSample("eig", "values, \(dtype)", at: { [$0.numbers([3, 3], dtype)] }) {
        bind(Eig(computesLeft: false, computesRight: false), $0)
      },
    ]
    return samples
  }

  private static func solvers(_ dtype: DType) -> [LawSample] {
    var samples: [LawSample] = []
    for (leftSide, lower, unit) in [
      (true, true, false), (true, false, true), (false, true, true), (false, false, false),
    ] {
      for transposed in [MatrixTranspose.none, .transpose, .adjoint] {
        let shape = leftSide ? [3, 2] : [2, 3]
        samples.append(
          LawSample(
            "triangular_solve",
            "\(dtype), left \(leftSide), lower \(lower), unit \(unit), \(transposed)",
            at: { [$0.numbers([3, 3], dtype), $0.numbers(shape, dtype)] }
          ) {
            [
              triangularSolve(
                dominant($0[0]), $0[1], leftSide: leftSide, lower: lower, unitDiagonal: unit,
                transposeA: transposed)
            ]
          })
      }
    }
    samples.append(
      LawSample(
        "tridiagonal_solve", "\(dtype)",
        at: { draw in (0..<3).map { _ in draw.numbers([4], dtype) } + [draw.numbers([4, 2], dtype)]
        }
      ) { bind(TridiagonalSolve(), [$0[0], $0[1] + 6, $0[2], $0[3]]) })
    return samples
  }
}
