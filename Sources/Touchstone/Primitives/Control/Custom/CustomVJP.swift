/// A function whose cotangents are given by a rule; it has no tangents.
///
/// Specification: `custom_vjp`.
struct CustomVJP: CustomCallPrimitive, RecordedDifferently, ExpandedElsewhere {
  static let names = ["touchstone.custom_vjp"]
  let function: CustomPart
  /// Takes arguments; gives results, then residuals.
  let forward: CustomPart
  /// Takes residuals, then cotangents of the results; gives cotangents of the arguments.
  let backward: CustomPart
  var captureCount = 0

  typealias Forward = ([Tensor]) throws -> (values: [Tensor], residuals: [Tensor])
  /// A cotangent of `nil` stands for zero.
  typealias Backward = (_ residuals: [Tensor], _ ct: [Tensor]) throws -> [Tensor?]

  /// The results of `function` for `x`, whose cotangents are those that `backward` gives.
  static func call(
    _ function: @escaping ([Tensor]) throws -> [Tensor], _ forward: @escaping Forward,
    _ backward: @escaping Backward, _ x: [Tensor]
  ) throws -> [Tensor] {
    if Context.interpreter == nil { return try function(x) }
    let types = x.map(\.type)
    let count = Count()
    let call = CustomVJP(
      function: CustomPart(function),
      forward: CustomPart { x in
        let (values, residuals) = try forward(x)
        count.results = values.count
        return values + residuals
      },
      backward: CustomPart { joint in
        let residuals = joint.count - count.results
        let back = try backward(
          Array(joint.prefix(residuals)), Array(joint.dropFirst(residuals)))
        return try checked(back, types)
      })
    return try apply(call, x)
  }

  /// How many results the forward function has, known once it has run.
  private final class Count { var results = 0 }

  /// The cotangents that a rule gave, zeros for `nil`.
  private static func checked(_ ct: [Tensor?], _ types: [TensorType]) throws -> [Tensor] {
    let fits =
      ct.count == types.count
      && zip(ct, types).allSatisfy { ct, type in
        ct == nil || ct?.type == type || !type.dtype.isDifferentiable
      }
    guard fits else {
      throw TensorError(
        "custom_vjp", "", ct.compactMap { $0?.type },
        "the backward rule must give a cotangent of the type of each argument, \(types); it gives "
          + "\(ct.map { $0.map { "\($0.type)" } ?? "nil" })")
    }
    return zip(ct, types).map { ct, type in
      if let ct, ct.type == type { return ct }
      return .full(type, 0)
    }
  }

  func record(_ x: [Tensor]) throws -> [Tensor]? {
    if function.isProgram { return nil }
    let types = x.map(\.type)
    let origin = TraceOrigin(transformation: name)
    let body = try Region(origin, types) { try function([], $0) }
    let ahead = try Region(origin, types) { try forward([], $0) }
    let resultCount = body.block.results.count
    let made = ahead.block.resultTypes
    let back = try Region(origin, Array(made.dropFirst(resultCount)) + made.prefix(resultCount)) {
      try backward([], $0)
    }
    let (blocks, captured) = Region.unify([body, ahead, back])
    let call = CustomVJP(
      function: .program(blocks[0]), forward: .program(blocks[1]), backward: .program(blocks[2]),
      captureCount: captured.count)
    return try apply(call, captured + x)
  }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try requireFixedCaptures(dx, x)
    let captured = Array(x.prefix(captureCount))
    let arguments = Array(x.dropFirst(captureCount))
    let resultCount = try resultTypes(x.map(\.type)).count
    let made = try forward(captured, arguments)
    let values = Array(made.prefix(resultCount))
    let residuals = Array(made.dropFirst(resultCount))
    let tangent = CustomTangent(
      backward: backward, captureCount: captured.count, residualCount: residuals.count,
      resultTypes: values.map(\.type))
    let directions = zip(arguments, dx.dropFirst(captureCount)).map { $1 ?? .zeros(like: $0) }
    return (values, try apply(tangent, captured + residuals + directions).map { $0 })
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    guard axes.prefix(captureCount).allSatisfy({ $0 == nil }) else {
      return try batchedOneByOne(x, axes, axis)
    }
    let captured = Array(x.prefix(captureCount))
    let own = Array(axes.dropFirst(captureCount))
    let back = backward
    let call = CustomVJP(
      function: function.batched(captured, own, axis),
      forward: forward.batched(captured, own, axis),
      backward: CustomPart { joint in
        let ct = try back.batched(captured, joint.map { _ in 0 }, axis)([], joint)
        return zip(ct, own).map { ct, place in
          // What all members share gets the sum of their cotangents.
          place.map { ct.movingAxis(0, to: $0) } ?? reduceSum(ct, [0])
        }
      })
    let results = try apply(call, Array(x.dropFirst(captureCount)))
    return (results, results.map { _ in 0 })
  }

  func expand(_ x: [Tensor]) throws -> [Tensor] {
    let expander = Expander()
    return try Context.run(expander) {
      try function(Array(x.prefix(captureCount)), Array(x.dropFirst(captureCount)))
    }
  }
}

/// The tangents of a `CustomVJP`: a linear operation that has nothing but a transpose.
struct CustomTangent: Primitive {
  static let names = ["touchstone.custom_tangent"]
  let backward: CustomPart
  let captureCount: Int
  let residualCount: Int
  let resultTypes: [TensorType]

  init(backward: CustomPart, captureCount: Int, residualCount: Int, resultTypes: [TensorType]) {
    self.backward = backward
    self.captureCount = captureCount
    self.residualCount = residualCount
    self.resultTypes = resultTypes
  }
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("the tangent of a function with its own rule cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var derivative: Derivative { .custom }
  var promise: Promise { .exact }

  func resultTypes(_ x: [TensorType]) -> [TensorType] { resultTypes }

  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { throw noTangent(x.map(\.type)) }

  private func noTangent(_ x: [TensorType]) -> TensorError {
    TensorError(
      "custom_vjp", "", x,
      "a function with a customVJP rule has no forward-mode derivative (jvp, jacfwd, linearize); "
        + "give it a customJVP rule, or use reverse mode (grad, vjp, jacrev)")
  }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { throw noTangent(x.map(\.type)) }

  func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let known = try x.prefix(captureCount + residualCount).map { operand -> Tensor in
      guard let value = operand.known else { throw notTransposable(x) }
      return value
    }
    let cotangents = zip(ct, resultTypes).map { $0 ?? .full($1, 0) }
    let back = try backward(
      Array(known.prefix(captureCount)), known.dropFirst(captureCount) + cotangents)
    return known.map { _ in nil }
      + zip(back, x.dropFirst(known.count)).map { $1.isLinear ? $0 : nil }
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let captured = Array(x.prefix(captureCount))
    guard axes.prefix(captureCount).allSatisfy({ $0 == nil }) else {
      throw noTangent(x.map(\.type))
    }
    let own = Array(axes.dropFirst(captureCount))
    let back = backward
    let residuals = own.prefix(residualCount)
    let tangents = Array(own.dropFirst(residualCount))
    let call = CustomTangent(
      backward: CustomPart { joint in
        let places = residuals + joint.dropFirst(residuals.count).map { _ in 0 }
        let ct = try back.batched(captured, Array(places), axis)([], joint)
        return zip(ct, tangents).map { ct, place in
          place.map { ct.movingAxis(0, to: $0) } ?? reduceSum(ct, [0])
        }
      }, captureCount: 0, residualCount: residualCount,
      resultTypes: resultTypes.map { $0.inserting(axis.size, at: 0) })
    let results = try apply(call, Array(x.dropFirst(captureCount)))
    return (results, results.map { _ in 0 })
  }
}
