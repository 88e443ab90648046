import Touchstone

extension Laws {
  /// Whether `f` recorded as a program, and run on the backend in force, gives what it gives eagerly.
  ///
  /// To the bit if `isExact` and the backend runs programs one operation after the other; what compiles
  /// them whole may add in another order.
  public static func jitAgainstEager(
    _ f: Function, at x: [Tensor], isExact: Bool = true
  ) throws -> [String] {
    let (block, captured) = try Flat.record(f, x.map(\.type))
    let executable = try Backends.current.compile(Program(block))
    let results = try executable.run(try (captured + x).map { try $0.elements() })
    let isExact = isExact && executable is StepByStep
    return try zip(results, f(x)).enumerated().compactMap { i, pair in
      try disagreement(pair.0.host(), pair.1.host(), isExact).map { "result \(i): \($0)" }
    }
  }

  /// Whether tangents and cotangents of `f` at `x` are linear: the map of a sum is the sum of the
  /// maps, and of a multiple the multiple.
  public static func linearity(_ f: Function, at x: [Tensor], seed: UInt64 = 4) throws -> [String] {
    let (values, map) = try Flat.linearize(f, x)
    var stream = Stream(seed: seed)
    var failures: [String] = []
    func check(
      _ name: String, _ like: [Tensor], _ apply: ([Tensor?]) throws -> [Tensor?]
    ) throws {
      let u = like.map { $0.dtype.isDifferentiable ? Tensor(random($0.type, &stream)) : nil }
      let v = like.map { $0.dtype.isDifferentiable ? Tensor(random($0.type, &stream)) : nil }
      let joint = zip(u, v).map { u, v in u.flatMap { u in v.map { 2 * u - 3 * $0 } } }
      let parts = try (apply(u), apply(v), apply(joint))
      for i in parts.2.indices {
        guard let both = parts.2[i], let a = parts.0[i], let b = parts.1[i] else { continue }
        let expected = try (2 * a - 3 * b).host()
        if let sentence = disagreement(try both.host(), expected, false) {
          failures.append("\(name) \(i): \(sentence)")
        }
      }
    }
    try check("tangent", x) { try map($0) }
    try check("cotangent", values) { try map.transposed($0) }
    return failures
  }
}
