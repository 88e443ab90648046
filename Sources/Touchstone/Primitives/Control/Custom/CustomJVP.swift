/// A function whose tangents are given by a rule.
///
/// Specification: `custom_jvp`.
struct CustomJVP: CustomCallPrimitive, RecordedDifferently, ExpandedElsewhere {
  static let names = ["touchstone.custom_jvp"]
  let function: CustomPart
  /// Takes arguments, then as many tangents; gives results, then as many tangents.
  let rule: CustomPart
  var captureCount = 0

  /// The results of `function` for `x`, which are differentiated by `rule`.
  static func call(
    _ function: @escaping ([Tensor]) throws -> [Tensor],
    _ rule: @escaping ([Tensor], [Tensor]) throws -> (values: [Tensor], tangents: [Tensor]),
    _ x: [Tensor]
  ) throws -> [Tensor] {
    // Where nothing is traced the rule has nothing to do.
    if Context.interpreter == nil { return try function(x) }
    let rule = CustomPart { joint in
      let half = joint.count / 2
      let (values, tangents) = try rule(Array(joint.prefix(half)), Array(joint.suffix(half)))
      guard values.count == tangents.count,
        zip(values, tangents).allSatisfy({ $0.type == $1.type || !$0.dtype.isDifferentiable })
      else {
        throw TensorError(
          "custom_jvp", "", tangents.map(\.type),
          "the rule must give a tangent of the type of each result, \(values.map(\.type)); it gives "
            + "\(tangents.map(\.type))")
      }
      return values + tangents
    }
    return try apply(CustomJVP(function: CustomPart(function), rule: rule), x)
  }

  func record(_ x: [Tensor]) throws -> [Tensor]? {
    if function.isProgram { return nil }
    let types = x.map(\.type)
    let origin = TraceOrigin(transformation: name)
    let (blocks, captured) = Region.unify([
      try Region(origin, types) { try function([], $0) },
      try Region(origin, types + types) { try rule([], $0) },
    ])
    let call = CustomJVP(
      function: .program(blocks[0]), rule: .program(blocks[1]), captureCount: captured.count)
    return try apply(call, captured + x)
  }

  func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    try requireFixedCaptures(dx, x)
    let arguments = Array(x.dropFirst(captureCount))
    let tangents = zip(arguments, dx.dropFirst(captureCount)).map { $1 ?? .zeros(like: $0) }
    let joint = try rule(Array(x.prefix(captureCount)), arguments + tangents)
    let half = joint.count / 2
    return (Array(joint.prefix(half)), joint.suffix(half).map { $0 })
  }

  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let captured = Array(x.prefix(captureCount))
    let own = Array(axes.dropFirst(captureCount))
    guard axes.prefix(captureCount).allSatisfy({ $0 == nil }) else {
      return try batchedOneByOne(x, axes, axis)
    }
    let call = CustomJVP(
      function: function.batched(captured, own, axis),
      rule: rule.batched(captured, own + own, axis))
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

extension Flat {
  /// The results of `function` for `x`, whose tangents are given by `rule`: from arguments and their
  /// tangents it makes results and theirs.
  package static func customJVP(
    _ function: @escaping ([Tensor]) throws -> [Tensor],
    _ rule: @escaping ([Tensor], [Tensor]) throws -> (values: [Tensor], tangents: [Tensor]),
    _ x: [Tensor]
  ) throws -> [Tensor] { try CustomJVP.call(function, rule, x) }
}
