/// A part of a function's result for one matrix.
enum MatrixPart: Sendable {
  case real([Double])
  case complex([WideComplex])
  case integer([Int])
}

extension Matrix {
  /// This matrix as a part of a result.
  var part: MatrixPart { Scalar.part(elements) }
}

/// A function of matrices, done for each matrix of a batch by itself.
///
/// The leading dimensions of every operand and result are those of the batch.
protocol MatrixFunction: Sendable {
  /// How it is called in errors.
  var name: String { get }
  /// The rank of the matrix (2), vector (1) or scalar (0) that each operand holds for one member
  /// of the batch.
  var operandRanks: [Int] { get }
  /// The dtypes of the first operand that the function is defined for.
  var dtypes: Set<DType> { get }
  /// The types of the results for one member of the batch, or the constraint `x` violates.
  func matrixTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType]
  /// The results for one member of the batch.
  func results<Scalar: FieldScalar>(_ x: MatrixArguments<Scalar>) -> [MatrixPart]
}

extension MatrixFunction {
  var dtypes: Set<DType> { [.f32, .f64, .complex64, .complex128] }

  /// The types of the results for operands `x`.
  ///
  /// I1 is the dtypes, C1 the ranks, C2 that the batches agree; the rest is `matrixTypes`'s.
  func batchedTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    func violation(_ clause: String, _ message: String) -> TensorError {
      TensorError(name, clause, x, message)
    }
    guard x.count == operandRanks.count else {
      throw violation("", "expected \(operandRanks.count) operands, got \(x.count)")
    }
    guard dtypes.contains(x[0].dtype) else {
      throw violation("I1", "\(x[0].dtype) is not a dtype this operation takes")
    }
    for (type, rank) in zip(x, operandRanks) where type.rank < rank {
      throw violation("C1", "\(type) must have at least \(rank) dimensions")
    }
    let batch = x[0].shape.dropLast(operandRanks[0])
    for (type, rank) in zip(x, operandRanks) where type.shape.dropLast(rank) != batch {
      throw violation("C2", "the leading dimensions must be \(Array(batch)) in every operand")
    }
    let types = try matrixTypes(zip(x, operandRanks).map { $0.with(shape: $0.shape.suffix($1)) })
    let results = types.map { $0.with(shape: batch + $0.shape) }
    for result in results where result.checkedCount == nil {
      throw violation("", "the result \(result) does not fit in memory")
    }
    return results
  }

  /// The results for operands that satisfy `batchedTypes`.
  func batchedResults(_ x: [HostTensor], _ types: [TensorType]) -> [HostTensor] {
    x[0].dtype.isComplex
      ? batchedResults(x, types, WideComplex.self) : batchedResults(x, types, Double.self)
  }

  private func batchedResults<Scalar: FieldScalar>(
    _ x: [HostTensor], _ types: [TensorType], _: Scalar.Type
  ) -> [HostTensor] {
    let batch = TensorType(.i1, x[0].shape.dropLast(operandRanks[0])).count
    let shapes = zip(x, operandRanks).map { Array($0.shape.suffix($1)) }
    let values = x.map { $0.dtype.isInteger ? [] : Scalar.elements(of: $0) }
    let integers = x.map { $0.dtype.isInteger ? $0.integers : [] }
    var reals = [[Double]](repeating: [], count: types.count)
    var complexes = [[WideComplex]](repeating: [], count: types.count)
    var numbers = [[Int64]](repeating: [], count: types.count)
    for member in 0..<batch {
      let arguments = MatrixArguments<Scalar>(
        shapes: shapes, values: values, integers: integers, member: member)
      for (i, part) in results(arguments).enumerated() {
        switch part {
        case .real(let e): reals[i] += e
        case .complex(let e): complexes[i] += e
        case .integer(let e): numbers[i] += e.map(Int64.init)
        }
      }
    }
    return types.indices.map { i in
      switch types[i].dtype.family {
      case .complex: HostTensor(types[i], complexes: complexes[i])
      case .float: HostTensor(types[i], doubles: reals[i])
      default: HostTensor(types[i], signed: numbers[i])
      }
    }
  }
}

/// The operands of a `MatrixFunction` for one member of the batch.
struct MatrixArguments<Scalar: FieldScalar> {
  fileprivate let shapes: [[Int]]
  fileprivate let values: [[Scalar]]
  fileprivate let integers: [[Int]]
  fileprivate let member: Int

  fileprivate func range(_ i: Int) -> Range<Int> {
    let count = shapes[i].reduce(1, *)
    return member * count..<(member + 1) * count
  }

  /// Operand `i` as a matrix.
  func matrix(_ i: Int = 0) -> Matrix<Scalar> {
    Matrix(shapes[i][0], shapes[i][1], Array(values[i][range(i)]))
  }
  /// Operand `i` as a vector.
  func vector(_ i: Int) -> [Scalar] { Array(values[i][range(i)]) }
  /// Operand `i`, whose dtype is an integer one, as a vector.
  func integerVector(_ i: Int) -> [Int] { Array(integers[i][range(i)]) }
}

/// A primitive that is a function of matrices.
protocol MatrixPrimitive: Primitive, MatrixFunction {}

extension MatrixPrimitive {
  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try batchedTypes(x)
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { batchedResults(x, types) }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { operandRanks.count == 1 ? "C2" : "C5" }
  package var derivative: Derivative { .custom }
  package var promise: Promise { .residual }

  /// Throws unless the matrix `x` is square.
  func requireSquare(_ x: TensorType) throws(TensorError) {
    if x.shape[0] != x.shape[1] {
      throw violation("C3", [x], "the matrices must be square, not \(x.shape[0])×\(x.shape[1])")
    }
  }
}
