/// LAPACK's routines as jaxlib offers them, by their names without the letter of the dtype.
enum LapackRoutine: String, CaseIterable, Sendable {
  /// Schur form: matrix → form, vectors, eigenvalues (two for real), how many selected, info.
  case gees
  /// Eigenvalues and vectors: matrix → values (real and imaginary for real), left, right, info.
  case geev
  /// Hessenberg form: matrix → packed, factors, info.
  case gehrd
  /// QR with column exchanges: matrix, fixed columns → packed, columns (from 1), factors.
  case geqp3
  /// QR: matrix → packed, factors.
  case geqrf
  /// Singular values: matrix → overwritten matrix, values, u, vh, info.
  case gesdd, gesvd
  /// LU: matrix → packed, pivots (from 1), info.
  case getrf
  /// Tridiagonal solve: three diagonals, right sides → eliminated diagonals, solution, info.
  case gtsv
  /// Hermitian eigenvalues: matrix → vectors, values, info.
  case heevd, syevd
  /// Tridiagonal form: matrix → packed, diagonal, off-diagonal, factors, info.
  case hetrd, sytrd
  /// First columns of Q: packed, factors → columns.
  case orgqr, ungqr
  /// Q applied: packed, factors, matrix → product.
  case ormqr, unmqr
  /// Cholesky: matrix → matrix with the factor in one triangle, info.
  case potrf
  /// Triangular solve: matrix, right sides → solution.
  case trsm

  /// Whether the name is for complex or for real numbers only; `nil` for both.
  var isComplex: Bool? {
    switch self {
    case .heevd, .hetrd, .ungqr, .unmqr: true
    case .syevd, .sytrd, .orgqr, .ormqr: false
    default: nil
    }
  }
}

/// The call of a routine for one dtype.
struct LapackCall: CustomCallFunction {
  let name: String
  let routine: LapackRoutine
  let dtype: DType
  let config: [NamedAttribute]
  /// Whether singular vectors are all wanted; known by the results when `mode` does not say.
  private var squareVectors: [Bool] = [true, true]

  init(name: String, routine: LapackRoutine, dtype: DType, config: [NamedAttribute]) {
    self.name = name
    self.routine = routine
    self.dtype = dtype
    self.config = config
  }

  var dtypes: Set<DType> { [dtype] }

  var operandRanks: [Int] {
    switch routine {
    case .geqp3, .orgqr, .ungqr: [2, 1]
    case .ormqr, .unmqr: [2, 1, 2]
    case .gtsv: [1, 1, 1, 2]
    case .trsm: [2, 2]
    default: [2]
    }
  }

  /// With mode N the shapes of the vectors are whatever is declared, and they are not computed.
  func declaring(_ results: [TensorType]) -> LapackCall {
    guard routine == .gesdd || routine == .gesvd, letter("mode") == "N", results.count == 5,
      results[2].rank >= 2, results[3].rank >= 2
    else { return self }
    var call = self
    call.squareVectors = [results[2], results[3]].map {
      $0.shape[$0.rank - 1] == $0.shape[$0.rank - 2]
    }
    return call
  }

  /// The choice `name`, which jaxlib writes as the code of a letter.
  func letter(_ name: String) -> Character? { Self.letter(name, config) }

  static func letter(_ name: String, _ config: [NamedAttribute]) -> Character? {
    for attribute in config where attribute.name == name {
      switch attribute.value {
      case .integer(let code, _): return UInt8(exactly: code).map { Character(UnicodeScalar($0)) }
      case .string(let text): return text.first
      default: return nil
      }
    }
    return nil
  }
  func flag(_ name: String) -> Bool {
    config.contains { attribute in
      if attribute.name != name { return false }
      switch attribute.value {
      case .bool(let value): return value
      case .integer(let value, _): return value != 0
      default: return false
      }
    }
  }
  private func integer(_ name: String) -> Int? {
    for attribute in config where attribute.name == name {
      if case .integer(let value, _) = attribute.value { return Int(exactly: value) }
    }
    return nil
  }

  var isLower: Bool { letter("uplo") != "U" }
  var triangularSolve: TriangularSolve {
    let transpose: MatrixTranspose =
      switch letter("trans_x") {
      case "T": .transpose
      case "C": .adjoint
      default: .none
      }
    return TriangularSolve(
      leftSide: letter("side") != "R", lower: isLower, unitDiagonal: letter("diag") == "U",
      transposeA: transpose)
  }
  /// Whether u and vh are square; with mode S they are not.
  private func isSquare(_ vectors: Int) -> Bool {
    switch letter("mode") {
    case "A": true
    case "N": squareVectors[vectors]
    default: false
    }
  }

  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let a = x[0]
    let (rows, columns) = (a.shape[0], a.shape.last ?? 0)
    let steps = min(rows, columns)
    let factors = a.with(shape: [steps])
    let real = TensorType(a.dtype.realPart, [columns])
    let info = TensorType(.i32)
    func violation(_ message: String) -> TensorError { TensorError(name, "C3", x, message) }
    func square() throws(TensorError) {
      if rows != columns { throw violation("the matrices must be square") }
    }
    switch routine {
    case .gees:
      try square()
      let value = a.with(shape: [rows])
      return [a, a] + (dtype.isComplex ? [value] : [value, value]) + [info, info]
    case .geev:
      try square()
      let value = a.with(shape: [rows])
      let vectors = a.with(dtype.complexCounterpart ?? dtype)
      return (dtype.isComplex ? [value] : [value, value]) + [vectors, vectors, info]
    case .gehrd:
      try square()
      let (low, high) = range(rows)
      guard low >= 0, high <= rows, low <= high else {
        throw violation("low \(low + 1) and high \(high) must lie in 1...\(rows)")
      }
      return [a, a.with(shape: [max(rows - 1, 0)]), info]
    case .geqp3:
      guard x[1] == TensorType(.i32, [columns]) else {
        throw violation("expected an i32 for each of the \(columns) columns")
      }
      return [a, x[1], factors]
    case .geqrf: return [a, factors]
    case .gesdd, .gesvd:
      return [
        a, real.with(shape: [steps]), a.with(shape: [rows, isSquare(0) ? rows : steps]),
        a.with(shape: [isSquare(1) ? columns : steps, columns]), info,
      ]
    case .getrf: return [a, TensorType(.i32, [steps]), info]
    case .gtsv: return x.dropLast() + (try TridiagonalSolve().matrixTypes(x)) + [info]
    case .heevd, .syevd:
      try square()
      return [a, real, info]
    case .hetrd, .sytrd:
      return try Tridiagonalize(lower: isLower).matrixTypes(x) + [info]
    case .orgqr, .ungqr: return try HouseholderProduct().matrixTypes(x)
    case .ormqr, .unmqr:
      let size = flag("left") ? x[2].shape[0] : x[2].shape[1]
      guard x[1].dtype == dtype, x[2].dtype == dtype, size == rows, x[1].shape[0] <= steps else {
        throw violation("the reflectors must have the length of the matrix they are applied to")
      }
      return [x[2]]
    case .potrf:
      try square()
      return [a, info]
    case .trsm:
      guard x[1].dtype == dtype else { throw violation("both operands must have one dtype") }
      return try triangularSolve.matrixTypes(x)
    }
  }

  /// The rows, from 0, that `gehrd` is to work on.
  func range(_ rows: Int) -> (low: Int, high: Int) {
    ((integer("low") ?? 1) - 1, integer("high") ?? rows)
  }

  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    func info(_ failure: Int?) -> MatrixPart { .integer([failure ?? 0]) }
    switch routine {
    case .gees: return schur(x.matrix())
    case .geev: return eigen(x.matrix())
    case .gehrd:
      let a = x.matrix()
      let (low, high) = range(a.rows)
      let (packed, factors) = a.hessenberg(low..<high)
      return [packed.part, Scalar.part(factors), info(nil)]
    case .geqp3:
      let (packed, order, factors) = pivotedQR(x.matrix(), fixed: x.integerVector(1))
      return [packed.part, .integer(order.map { $0 + 1 }), Scalar.part(factors)]
    case .geqrf: return HouseholderQR().results(x)
    case .gesdd, .gesvd: return singularValues(x.matrix())
    case .getrf:
      let (packed, pivots, failure) = x.matrix().lu()
      return [packed.part, .integer(pivots.map { $0 + 1 }), info(failure)]
    case .gtsv:
      let e = TridiagonalElimination(
        lower: x.vector(0), diagonal: x.vector(1), upper: x.vector(2), x.matrix(3))
      return [
        Scalar.part(e.second), Scalar.part(e.diagonal), Scalar.part(e.first), e.solution.part,
        info(e.failure),
      ]
    case .heevd, .syevd:
      let failure: Int? = x.matrix().hermitian(lower: isLower).isFinite ? nil : 1
      return Eigh(lower: isLower).results(x).reversed() + [info(failure)]
    case .hetrd, .sytrd: return Tridiagonalize(lower: isLower).results(x) + [info(nil)]
    case .orgqr, .ungqr: return HouseholderProduct().results(x)
    case .ormqr, .unmqr: return [product(x.matrix(0), x.vector(1), x.matrix(2)).part]
    case .potrf:
      // The triangle that is not read stays.
      let a = x.matrix()
      let (l, failure) = (isLower ? a : a.adjoint).cholesky()
      let factor = isLower ? l : l.adjoint
      let result = Matrix(a.rows, a.rows) { i, j in
        i != j && (i > j) != isLower ? a[i, j] : failure == nil ? factor[i, j] : .undefined
      }
      return [result.part, info(failure)]
    case .trsm: return triangularSolve.results(x)
    }
  }

  private func schur<Scalar>(_ a: Matrix<Scalar>) -> [MatrixPart] {
    let none = Matrix<Scalar>.undefined(a.rows, a.rows)
    let schur = a.schur()
    let form = schur?.form ?? none
    let values = schur.map { Matrix.eigenvalues(of: $0.form) } ?? Eigen.undefined(a.rows).values
    return [form.part, (schur?.vectors ?? none).part] + eigenvalueParts(values)
      + [.integer([0]), .integer([schur == nil ? 1 : 0])]
  }

  private func eigenvalueParts(_ values: [WideComplex]) -> [MatrixPart] {
    dtype.isComplex
      ? [.complex(values)] : [.real(values.map(\.real)), .real(values.map(\.imaginary))]
  }

  private func eigen<Scalar>(_ a: Matrix<Scalar>) -> [MatrixPart] {
    let eigen = a.eigen()
    let result = eigen ?? .undefined(a.rows)
    let zeros = Matrix<WideComplex>(zeros: a.rows, a.rows)
    return eigenvalueParts(result.values) + [
      (letter("compute_left") == "N" ? zeros : result.left).part,
      (letter("compute_right") == "N" ? zeros : result.right).part,
      .integer([eigen == nil ? 1 : 0]),
    ]
  }

  private func singularValues<Scalar>(_ a: Matrix<Scalar>) -> [MatrixPart] {
    let steps = min(a.rows, a.columns)
    let hasVectors = letter("mode") != "N"
    let svd = a.svd(full: isSquare(0) && isSquare(1))
    var u = Matrix<Scalar>(zeros: a.rows, isSquare(0) ? a.rows : steps)
    var vh = Matrix<Scalar>(zeros: isSquare(1) ? a.columns : steps, a.columns)
    if hasVectors {
      u = svd?.u ?? .undefined(u.rows, u.columns)
      vh = svd?.adjointV ?? .undefined(vh.rows, vh.columns)
    }
    let values = svd?.values ?? [Double](repeating: .nan, count: steps)
    return [a.part, .real(values), u.part, vh.part, .integer([svd == nil ? 1 : 0])]
  }

  private func pivotedQR<Scalar>(
    _ a: Matrix<Scalar>, fixed: [Int]
  ) -> (Matrix<Scalar>, [Int], [Scalar]) {
    let leading = fixed.indices.filter { fixed[$0] != 0 }
    let start = leading + fixed.indices.filter { fixed[$0] == 0 }
    let arranged = Matrix(a.rows, a.columns) { a[$0, start[$1]] }
    var order: [Int]? = start
    let (packed, factors) = arranged.householderQR(&order, fixed: leading.count)
    return (packed, order ?? start, factors)
  }

  /// Q·C, Qᴴ·C, C·Q or C·Qᴴ.
  private func product<Scalar>(
    _ a: Matrix<Scalar>, _ factors: [Scalar], _ c: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    var result = c
    let (left, adjoint) = (flag("left"), flag("transpose"))
    let reflectors = Array(a.reflectors(factors).enumerated())
    for (k, reflector) in left == adjoint ? reflectors : reflectors.reversed() {
      if left {
        reflector.applyLeft(to: &result, row: k, columns: 0..<c.columns, adjoint: adjoint)
      } else {
        reflector.applyRight(to: &result, rows: 0..<c.rows, column: k, adjoint: adjoint)
      }
    }
    return result
  }
}
