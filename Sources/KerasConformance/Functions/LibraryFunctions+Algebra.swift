extension LibraryFunctions {
  /// Products, and functions of matrices; factors come as what does not depend on their signs.
  static let algebra: [String: Call] = [
    "cholesky": { x, s in [tril(cholesky(x[0]))] },
    "cholesky_inverse": { x, s in [choleskyInverse(x[0], upper: try s.get("upper", false))] },
    "cross": { x, _ in [cross(x[0], x[1])] },
    "det": { x, _ in [det(x[0])] },
    "eigh": { x, _ in
      let (w, v) = eigh(x[0])
      return [w, matmul(v * expandDims(w, -2), matrixTranspose(v))]
    },
    "einsum": { x, s in [einsum(try s.get("subscripts"), x)] },
    "expm": { x, _ in [expm(x[0])] },
    "inv": { x, _ in [inv(x[0])] },
    "kron": { x, _ in [kron(x[0], x[1])] },
    "lstsq": { x, _ in [lstsq(x[0], x[1])] },
    "matmul": { x, _ in [matmul(x[0], x[1])] },
    "matrix_power": { x, s in [matrixPower(x[0], try s.get("n"))] },
    "matrix_rank": { x, _ in [matrixRank(x[0])] },
    "outer": { x, _ in [outer(x[0], x[1])] },
    "pinv": { x, _ in [pinv(x[0])] },
    "qr": { x, s in
      let (q, r) = qr(x[0])
      return [matmul(q, r), matmul(matrixTranspose(q), q), abs(r)]
    },
    "slogdet": { x, _ in
      let (sign, logabsdet) = slogdet(x[0])
      return [sign, logabsdet]
    },
    "solve": { x, _ in [solve(x[0], x[1])] },
    "solve_triangular": { x, s in
      [
        solveTriangular(
          x[0], x[1], lower: try s.get("lower", false),
          unitDiagonal: try s.get("unit_diagonal", false))
      ]
    },
    "svd": { x, _ in
      let (u, s, vt) = svd(x[0], fullMatrices: false)
      return [s, matmul(u * expandDims(s, -2), vt), matmul(matrixTranspose(u), u)]
    },
    "tensordot": { x, s in [tensordot(x[0], x[1], axes: try s.get("axes", 2))] },
    "trace": { x, s in [trace(x[0], offset: try s.get("offset", 0))] },
    "vdot": { x, _ in [vdot(x[0], x[1])] },
  ]
}
