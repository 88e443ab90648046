// The rules of the custom calls that are linear algebra: those of the primitives they stand for.

extension CustomCallFunction {
  /// The tangents of the results `y`, or `nil` if there is no rule.
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]? { nil }

  /// The cotangents of the linear operands, or `nil` if the call is linear in none.
  func cotangents(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?]? { nil }
}

extension LapackCall {
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]? {
    switch routine {
    case .trsm: return try triangularSolve.differentiate(x, dx).tangents
    case .gtsv:
      guard let change = TridiagonalSolve.change(y[3], dx) else { return y.map { _ in nil } }
      let solution = try apply(TridiagonalSolve(), x.prefix(3) + [change])[0]
      // What elimination leaves of the diagonals is nobody's result.
      return y.prefix(3).map { undefined($0, solution) } + [solution, nil]
    case .ormqr, .unmqr:
      return try differentiating(x, dx) { x in
        let reflectors = Reflectors(x[0], x[1])
        let adjoint = flag("transpose")
        return [
          flag("left")
            ? reflectors.applied(to: x[2], adjoint: adjoint)
            : reflectors.appliedRight(to: x[2], adjoint: adjoint)
        ]
      }.tangents
    case .orgqr, .ungqr: return try HouseholderProduct.tangents(x, dx)
    default: break
    }
    guard let dx = dx[0] else { return y.map { _ in nil } }
    switch routine {
    case .geev:
      return try eigenTangents(x[0], dx, y)
    case .geqp3:
      let order = y[1] - 1
      let moved = dx.matrixTransposed.rows(inOrder: order).matrixTransposed
      let (packed, factors) = HouseholderQR.tangents(packed: y[0], factors: y[2], moved)
      return [packed, nil, factors]
    case .geqrf:
      let (packed, factors) = HouseholderQR.tangents(packed: y[0], factors: y[1], dx)
      return [packed, factors]
    case .gesdd, .gesvd: return try singularTangents(x[0], dx, y)
    case .getrf:
      return [
        LU.tangent(of: y[0], dx.rows(inOrder: try Self.permutation(y[1], dx.rows))), nil, nil,
      ]
    case .heevd, .syevd:
      let (dw, dv) = Eigh(lower: isLower).tangents(w: y[1], v: y[0], dx)
      return [dv, dw, nil]
    case .potrf:
      // The triangle that is not read stays.
      let triangle = isLower ? MatrixRegion.lower : .upper
      let change = Cholesky(lower: isLower).tangent(of: y[0].keeping(triangle), dx)
      return [change.keeping(triangle, else: dx), nil]
    default: return nil
    }
  }

  func cotangents(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?]? {
    switch routine {
    case .trsm: return try triangularSolve.transpose(ct, x)
    case .gtsv: return try TridiagonalSolve().transpose([ct[3]], x)
    default: return nil
    }
  }

  /// A tangent of a result like `y` that nobody should use: NaN, and linear in `change`.
  private func undefined(_ y: Tensor, _ change: Tensor) -> Tensor {
    let total = reduceSum(change) * Double.nan
    return broadcast(total, to: y.shape, axes: [])
  }

  /// The row that each row of the factored matrix was, from the exchanges, counted from 1.
  static func permutation(_ pivots: Tensor, _ rows: Int) throws -> Tensor {
    let batch = pivots.shape.dropLast()
    let last = batch.count
    let places = iota(TensorType(.i32, batch + [rows]), axis: last)
    let origin = TraceOrigin(transformation: "getrf")
    let exchanges = (pivots - 1).movingAxis(last, to: 0)
    let steps = iota(TensorType(.i32, [pivots.shape[last]]), axis: 0)
    return try Loops.scan(
      [exchanges, steps], length: pivots.shape[last], carrying: [places], origin
    ) { values in
      let (pivot, step, order) = (values[0], values[1], values[2])
      let isPivot = equal(
        places, broadcast(pivot, to: places.shape, axes: Array(0..<last)))
      let isStep = equal(places, broadcast(step, to: places.shape, axes: []))
      func element(_ mask: Tensor) -> Tensor {
        let row = reduceSum(select(mask, order, .zeros(like: order)), [last])
        return broadcast(row, to: places.shape, axes: Array(0..<last))
      }
      return [select(isPivot, element(isStep), select(isStep, element(isPivot), order))]
    }[0]
  }

  private func singularTangents(
    _ x: Tensor, _ dx: Tensor, _ y: [Tensor]
  ) throws -> [Tensor?] {
    let hasVectors = letter("mode") != "N"
    guard !hasVectors || y[2].columns == y[3].rows else {
      throw TensorError(
        name, "", [x.type], "the vectors of the null space have no derivative; use mode S")
    }
    let parts = hasVectors ? [y[2], y[1], y[3]] : try apply(SVD(fullMatrices: false), [x])
    let (du, ds, dvh) = SVD.tangents(u: parts[0], s: parts[1], vh: parts[2], dx)
    return [dx, ds, hasVectors ? du : nil, hasVectors ? dvh : nil, nil]
  }

  private func eigenTangents(_ x: Tensor, _ dx: Tensor, _ y: [Tensor]) throws -> [Tensor?] {
    let values = dtype.isComplex ? 1 : 2
    let w = dtype.isComplex ? y[0] : complex(y[0], y[1])
    let hasLeft = letter("compute_left") != "N"
    let hasRight = letter("compute_right") != "N"
    let eig = Eig(computesLeft: hasLeft, computesRight: hasRight)
    var rest = try eig.tangents(
      x, w: w, left: hasLeft ? y[values] : nil, right: hasRight ? y[values + 1] : nil, dx)[...]
    let dw = rest.removeFirst()
    let left = hasLeft ? rest.removeFirst() : nil
    let right = hasRight ? rest.removeFirst() : nil
    return (dtype.isComplex ? [dw] : [dw.map(real), dw.map(imag)]) + [left, right, nil]
  }
}

extension CustomCall {
  /// The linear algebra it stands for.
  private var linearAlgebra: (any CustomCallFunction)? {
    LinearAlgebraCustomCalls.function(
      target: target, CustomCalls.backendConfig(of: self))?.declaring(types)
  }
  /// Whether it only says where a value lies.
  private var isIdentity: Bool { CustomCalls.identities.contains(target) }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    if isIdentity, x.map(\.type) == types { return (try apply(self, x), dx) }
    if types.allSatisfy({ !$0.dtype.isDifferentiable }) {
      return (try apply(self, x), types.map { _ in nil })
    }
    if target == "ApproxTopK" {
      return try differentiating(x, dx) { try CustomCalls.greatest(self, $0) }
    }
    let y = try apply(self, x)
    guard let tangents = try linearAlgebra?.tangents(x, dx, y) else {
      throw TensorError(
        name, "", x.map(\.type),
        "a call of @\(target) has no derivative rule; give the function that uses it one with "
          + "customJVP or customVJP, or stop the gradient with stopGradient")
    }
    return (y, tangents)
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    if isIdentity { return ct }
    guard let back = try linearAlgebra?.cotangents(ct, x) else { throw notTransposable(x) }
    return back
  }

  /// The batch axis is one more of the leading dimensions.
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    if isIdentity { return (x, axes) }
    guard linearAlgebra != nil else { return try batchedOneByOne(x, axes, axis) }
    let operands = zip(x, axes).map { $0.withBatchAxis($1, at: 0, axis.size) }
    let call = CustomCall(
      target, parameters.map(\.batched), calledComputations: calledComputations,
      types: types.map { $0.inserting(axis.size, at: 0) })
    let values = try apply(call, operands)
    return (values, values.map { _ in 0 })
  }
}

extension NamedAttribute {
  /// The parameter of a custom call with one more leading dimension in operands and results.
  fileprivate var batched: NamedAttribute {
    switch (name, value) {
    case ("operand_layouts", .array(let layouts)), ("result_layouts", .array(let layouts)):
      NamedAttribute(name, .array(layouts.map(LayoutText.batched)))
    case ("mhlo.frontend_attributes", .dictionary(let entries)):
      NamedAttribute(
        name,
        .dictionary(
          entries.map { entry in
            guard entry.name == "num_batch_dims", case .string(let text) = entry.value,
              let count = Int(text)
            else { return entry }
            return NamedAttribute(entry.name, .string("\(count + 1)"))
          }))
    default: self
    }
  }
}
