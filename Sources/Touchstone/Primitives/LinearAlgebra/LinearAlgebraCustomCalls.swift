/// The linear algebra that JAX writes as custom calls: LAPACK's routines by their names in jaxlib
/// (`lapack_sgetrf_ffi`), and those that TPUs have (`Qr`, `Eigh`, …).
///
/// Operands and results are rows of numbers in row-major order, whatever layouts the call asks for.
/// Where LAPACK leaves contents undefined (vectors that were not asked for) there are zeros.
///
/// Specification: `custom_call`.
package enum LinearAlgebraCustomCalls {
  /// The names of the targets there are, in alphabetical order.
  package static let targets: [String] = {
    var names = ["Eigh", "LuDecomposition", "ProductOfElementaryHouseholderReflectors", "Qr"]
    for routine in LapackRoutine.allCases {
      for (letter, isComplex) in prefixes where routine.isComplex ?? isComplex == isComplex {
        names.append("lapack_\(letter)\(routine.rawValue)_ffi")
      }
    }
    return (names + ["tridiagonal_solve_perturbed_ffi"]).sorted()
  }()

  private static let prefixes: [(letter: Character, isComplex: Bool)] = [
    ("s", false), ("d", false), ("c", true), ("z", true),
  ]

  /// What the call of `target` does, or `nil` if there is no such target.
  ///
  /// `backendConfig` is the content of `mhlo.backend_config`, or the text of `backend_config` as an
  /// attribute of that name.
  package static func evaluator(
    target: String, backendConfig: [NamedAttribute]
  ) -> (@Sendable ([HostTensor], [TensorType]) throws -> [HostTensor])? {
    guard let function = function(target: target, backendConfig) else { return nil }
    return { operands, declared in
      let function = function.declaring(declared)
      let types = operands.map(\.type)
      let results = try function.batchedTypes(types)
      guard results == declared else {
        throw TensorError(
          "custom_call", "C3", types, "@\(target) gives \(results), but \(declared) is declared")
      }
      return function.batchedResults(operands, results)
    }
  }

  /// What a call asks LAPACK for, if its target is one of LAPACK's routines.
  package struct LapackRequest: Sendable {
    /// The routine's name without the letter of the dtype.
    package let routine: String
    private let call: LapackCall

    /// The request of `call`, if it is valid for operands of these types.
    package init?(_ call: CustomCall, _ operands: [TensorType]) {
      guard let function = validFunction(of: call, operands) as? LapackCall else { return nil }
      self.call = function
      routine = function.routine.rawValue
    }

    /// The choice `name`, which jaxlib writes as the code of a letter.
    package func letter(_ name: String) -> Character? { call.letter(name) }
    /// The choice `name`, which is yes or no.
    package func flag(_ name: String) -> Bool { call.flag(name) }
    /// Of a matrix with so many rows, those that are not in Hessenberg form already.
    package func range(_ rows: Int) -> (low: Int, high: Int) { call.range(rows) }
  }

  /// Whether the target of `call` is here and gives the declared results for such operands.
  package static func accepts(_ call: CustomCall, _ operands: [TensorType]) -> Bool {
    validFunction(of: call, operands) != nil
  }

  private static func validFunction(
    of call: CustomCall, _ operands: [TensorType]
  ) -> (any CustomCallFunction)? {
    let config = CustomCalls.backendConfig(of: call)
    guard let function = function(target: call.target, config)?.declaring(call.types),
      let results = try? function.batchedTypes(operands), results == call.types
    else { return nil }
    return function
  }

  static func function(
    target: String, _ config: [NamedAttribute]
  ) -> (any CustomCallFunction)? {
    switch target {
    case "Qr": return Renamed(target, HouseholderQR())
    case "ProductOfElementaryHouseholderReflectors": return Renamed(target, HouseholderProduct())
    case "LuDecomposition": return Renamed(target, LU())
    case "Eigh":
      // The text is "lower,sort,sweeps,tolerance"; the values are sorted in any case.
      var lower = true
      for attribute in config {
        if case .string(let text) = attribute.value { lower = !text.hasPrefix("0") }
      }
      return EighCall(lower: lower)
    case "tridiagonal_solve_perturbed_ffi": return PerturbedTridiagonalSolve()
    default: break
    }
    let parts = target.split(separator: "_")
    guard parts.count == 3, parts[0] == "lapack", parts[2] == "ffi", let letter = parts[1].first,
      let dtype = ["s": DType.f32, "d": .f64, "c": .complex64, "z": .complex128][letter],
      let routine = LapackRoutine(rawValue: String(parts[1].dropFirst())),
      routine.isComplex ?? dtype.isComplex == dtype.isComplex
    else { return nil }
    return LapackCall(name: target, routine: routine, dtype: dtype, config: config)
  }
}

/// A function of matrices that is called by name.
protocol CustomCallFunction: MatrixFunction {
  /// The function for a call that declares these results; only their number matters.
  func declaring(_ results: [TensorType]) -> Self
  /// The tangents of the results `y`, or `nil` if there is no rule.
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]?
  /// The cotangents of the linear operands, or `nil` if the call is linear in none.
  func cotangents(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?]?
}

extension CustomCallFunction {
  func declaring(_ results: [TensorType]) -> Self { self }
}

/// A primitive's function under another name.
private struct Renamed<Function: MatrixFunction>: CustomCallFunction {
  let name: String
  let function: Function

  init(_ name: String, _ function: Function) {
    self.name = name
    self.function = function
  }
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]? {
    try (function as? any Primitive)?.differentiate(x, dx).tangents
  }
  var operandRanks: [Int] { function.operandRanks }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try function.matrixTypes(x)
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    function.results(x)
  }
}

/// `Eigh` gives the vectors first.
private struct EighCall: CustomCallFunction {
  let lower: Bool
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]? {
    guard let dx = dx[0] else { return [nil, nil] }
    let (dw, dv) = Eigh(lower: lower).tangents(w: y[1], v: y[0], dx)
    return [dv, dw]
  }
  var name: String { "Eigh" }
  var operandRanks: [Int] { [2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try Eigh(lower: lower).matrixTypes(x).reversed()
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    Eigh(lower: lower).results(x).reversed()
  }
}

/// A tridiagonal solve in which a pivot of almost zero counts as a rounding of the largest element.
private struct PerturbedTridiagonalSolve: CustomCallFunction {
  func tangents(_ x: [Tensor], _ dx: [Tensor?], _ y: [Tensor]) throws -> [Tensor?]? {
    try TridiagonalSolve.change(y[0], dx).map {
      try apply(TridiagonalSolve(), x.prefix(3) + [$0])
    } ?? [nil]
  }
  var name: String { "tridiagonal_solve_perturbed_ffi" }
  var operandRanks: [Int] { [1, 1, 1, 2] }
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try TridiagonalSolve().matrixTypes(x)
  }
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart] {
    let (lower, diagonal, upper) = (x.vector(0), x.vector(1), x.vector(2))
    let elements = lower.dropFirst() + diagonal + upper.dropLast()
    let largest = elements.reduce(0) { max($0, $1.magnitude) }
    let elimination = TridiagonalElimination(
      lower: lower, diagonal: diagonal, upper: upper, x.matrix(3),
      floor: max(largest * 0x1p-52, 0x1p-1000))
    return [elimination.solution.part]
  }
}
