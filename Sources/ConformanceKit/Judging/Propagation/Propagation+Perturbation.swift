import Touchstone

extension Propagation {
  /// The results of operations that only have a derivative rule, factorizations above all.
  ///
  /// A factorization is the exact one of an operand off by `10 n u ‖A‖_F` (`Residuals` has the same
  /// constants), and its vectors are off by `10 n u` besides. Each element of the operands is moved by
  /// that and by its radius; what the derivative rule says of the results is taken twice, for what it
  /// leaves out.
  func perturbed(
    _ operation: any Primitive, _ x: [Bounded], _ types: [TensorType]
  ) throws -> [Bounded]? {
    guard types.allSatisfy(\.dtype.isElement),
      case .custom = operation.derivative(on: x.map(\.type))
    else { return nil }
    let moving = x.indices.filter { x[$0].type.dtype.isFloat || x[$0].type.dtype.isComplex }
    let size = moving.reduce(0) { $0 + x[$1].type.count * (x[$1].type.dtype.isComplex ? 2 : 1) }
    guard size <= Self.mostElements, x.indices.allSatisfy({ moving.contains($0) || x[$0].isExact })
    else { return nil }
    let wide = x.map { Tensor($0.wide) }
    let operation = operation.inDoublePrecision
    let values = try widely(operation, x.map(\.wide), types.map(\.widest))
    let isResidual = operation.isFactorization(x.map(\.type))
    let unit = Bounds.unit(types.first { $0.dtype.isFloat || $0.dtype.isComplex }?.dtype ?? .f64)
    var moved = values.map { [Double](repeating: 0, count: $0.count) }
    for i in moving {
      let order = Double(x[i].type.shape.suffix(2).max() ?? 1)
      let norm = x[i].wide.moduli.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let backward = isResidual ? 10 * order * unit * norm : 0
      let radii = x[i].radii
      for place in 0..<x[i].type.count {
        let amount = radii[place] + backward
        if amount == 0 { continue }
        for isImaginary in x[i].type.dtype.isComplex ? [false, true] : [false] {
          var directions = [Tensor?](repeating: nil, count: x.count)
          directions[i] = Tensor(Self.direction(x[i].type.widest, place, isImaginary))
          let tangents: [Tensor?]
          do {
            tangents = try checking { try operation.differentiate(wide, directions).tangents }
          } catch { throw PropagationError.noRule(operation.name, "\(error)") }
          for (k, tangent) in tangents.enumerated() {
            guard let tangent = try tangent?.host() else { continue }
            for (j, slope) in tangent.moduli.enumerated() { moved[k][j] += 2 * slope * amount }
          }
        }
      }
    }
    let order = Double(x.flatMap(\.type.shape).max() ?? 1)
    return types.indices.map { k in
      guard types[k].dtype.isFloat || types[k].dtype.isComplex else {
        return Bounded(exact: values[k].converted(to: types[k].dtype))
      }
      let moduli = values[k].moduli
      let largest = moduli.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
      let local = isResidual ? 10 * order * unit * largest : 0
      return Bounded(
        types[k], values[k],
        radii: moduli.indices.map {
          moved[k][$0] + local + Bounds.ulp(moduli[$0], types[k].dtype)
        })
    }
  }

  /// How many elements operands may have that are moved one after the other.
  private static let mostElements = 512

  private static func direction(_ type: TensorType, _ place: Int, _ isImaginary: Bool) -> HostTensor
  {
    if type.dtype.isComplex {
      var elements = [WideComplex](repeating: WideComplex(0), count: type.count)
      elements[place] = isImaginary ? WideComplex(0, 1) : WideComplex(1)
      return HostTensor(type, complexes: elements)
    }
    var elements = [Double](repeating: 0, count: type.count)
    elements[place] = 1
    return HostTensor(type, doubles: elements)
  }
}

extension Primitive {
  /// The same on wide operands: a routine of LAPACK has the letter of its dtype in its name.
  fileprivate var inDoublePrecision: any Primitive {
    guard let call = self as? CustomCall, let found = call.target.firstMatch(of: /^lapack_([sc])/)
    else { return self }
    let letter = found.1 == "s" ? "d" : "z"
    return CustomCall(
      "lapack_\(letter)\(call.target[found.range.upperBound...])", call.parameters,
      types: call.types.map(\.widest))
  }

  /// Whether it is a factorization or a part of one, also under the name that JAX calls it by.
  fileprivate func isFactorization(_ operands: [TensorType]) -> Bool {
    if let call = self as? CustomCall { return call.target.hasPrefix("lapack_") }
    return promise(on: operands) == .residual
  }
}
