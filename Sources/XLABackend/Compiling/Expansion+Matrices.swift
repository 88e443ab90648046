import Touchstone

// Factorizations as the custom calls that XLA replaces by operations on every platform, and LAPACK's
// routines, which no plugin has, as these.

extension Expansion {
  /// What stands for LAPACK's routine; `nil` where the host is to run it.
  static func lapack(
    _ request: LinearAlgebraCustomCalls.LapackRequest, _ types: [TensorType], _ x: [Tensor]
  ) -> [Tensor]? {
    switch request.routine {
    case "geqrf": return reflectors(x)
    case "orgqr", "ungqr": return product(x)
    case "syevd":
      let isLower = request.letter("uplo") != "U"
      return eigenvalues(isLower, x).map { [$0[1], $0[0], .full(types[2], 0)] }
    case "trsm":
      let transpose: MatrixTranspose =
        switch request.letter("trans_x") {
        case "T": .transpose
        case "C": .adjoint
        default: .none
        }
      return bind(
        TriangularSolve(
          leftSide: request.letter("side") != "R", lower: request.letter("uplo") != "U",
          unitDiagonal: request.letter("diag") == "U", transposeA: transpose), x)
    default: return nil
    }
  }

  /// Whether each matrix has something in it and the dtype is one that XLA factors.
  private static func isFactored(_ x: Tensor) -> Bool {
    (x.dtype == .f32 || x.dtype == .f64) && !x.shape.contains(0)
  }

  /// Packed reflectors and their factors.
  static func reflectors(_ x: [Tensor]) -> [Tensor]? {
    guard isFactored(x[0]), let sole = try? HouseholderQR().resultTypes([x[0].type]) else {
      return nil
    }
    return bind(CustomCall("Qr", types: sole), x)
  }

  /// The first columns of Q.
  static func product(_ x: [Tensor]) -> [Tensor]? {
    guard isFactored(x[0]), !x[1].shape.contains(0) else { return nil }
    return bind(CustomCall("ProductOfElementaryHouseholderReflectors", types: [x[0].type]), x)
  }

  /// q and r.
  static func orthogonal(_ qr: QR, _ x: [Tensor]) -> [Tensor]? {
    let (rank, rows, columns) = (x[0].rank, x[0].shape[x[0].rank - 2], x[0].shape[x[0].rank - 1])
    let inner = qr.fullMatrices ? rows : min(rows, columns)
    guard let packed = reflectors(x) else { return nil }
    let batch = Array(x[0].shape.dropLast(2))
    func cut(_ rows: Int, _ columns: Int) -> Tensor {
      slice(packed[0], from: Array(repeating: 0, count: rank), to: batch + [rows, columns])
    }
    var filled = cut(rows, min(inner, columns))
    if inner > columns {
      let high = batch.map { _ in 0 } + [0, inner - columns]
      filled = pad(filled, with: .full(TensorType(x[0].dtype), 0), high: high)
    }
    guard let q = product([filled, packed[1]]) else { return nil }
    let r = cut(inner, columns)
    let places = TensorType(.i32, [inner, columns])
    let isUpper = lessEqual(iota(places, axis: 0), iota(places, axis: 1))
    return q + [select(broadcast(isUpper, to: r.shape), r, .full(0, like: r))]
  }

  /// w and v of symmetric matrices, from their lower or upper triangles.
  static func eigenvalues(_ isLower: Bool, _ x: [Tensor]) -> [Tensor]? {
    guard isFactored(x[0]) else { return nil }
    // Text of its own: which triangle, whether sorted, how many sweeps, and when it is near enough.
    let tolerance = x[0].dtype == .f32 ? "1e-7" : "1e-15"
    let config = NamedAttribute("backend_config", .string("\(isLower ? 1 : 0),1,100,\(tolerance)"))
    let values = x[0].type.with(shape: Array(x[0].shape.dropLast()))
    let results = bind(CustomCall("Eigh", [config], types: [x[0].type, values]), x)
    return results.reversed()
  }

  /// A complex matrix whose diagonal is real, as that of a Hermitian matrix is taken to be.
  static func withRealDiagonal(_ x: Tensor) -> Tensor {
    let places = TensorType(.i32, Array(x.shape.suffix(2)))
    let isDiagonal = equal(iota(places, axis: 0), iota(places, axis: 1))
    let real = Touchstone.real(x)
    return select(
      broadcast(isDiagonal, to: x.shape), complex(real, .full(0, like: real)), x)
  }
}
