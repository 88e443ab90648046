import Touchstone

extension Laws {
  /// Whether transposing the tangent map of `f` at `x` twice gives that map again.
  ///
  /// The pullback is a linear function of cotangents; its own pullback must be the tangent map.
  public static func transposeTwice(
    _ f: Function, at x: [Tensor], seed: UInt64 = 5
  ) throws -> [String] {
    let (values, map) = try Flat.linearize(f, x)
    let isReal = values.map(\.dtype.isDifferentiable)
    let moving = x.filter(\.dtype.isDifferentiable)
    guard !moving.isEmpty, isReal.contains(true) else { return [] }
    /// The cotangents of the arguments for those of the results.
    func pullback(_ ct: [Tensor]) throws -> [Tensor] {
      var rest = ct.makeIterator()
      return try zip(map.transposed(isReal.map { $0 ? rest.next() : nil }), x).compactMap {
        $1.dtype.isDifferentiable ? $0 ?? .full($1.type, 0.0) : nil
      }
    }
    var stream = Stream(seed: seed)
    let w = zip(values, isReal).filter(\.1).map { Tensor(random($0.0.type, &stream)) }
    let v = moving.map { Tensor(random($0.type, &stream)) }
    let (_, back) = try Flat.linearize(pullback, w)
    let twice = try back.transposed(v)
    var directions = v.makeIterator()
    let once = try map(x.map { $0.dtype.isDifferentiable ? directions.next() : nil })
    let expected = zip(once, isReal).filter(\.1).map(\.0)
    var failures: [String] = []
    for (i, (a, b)) in zip(twice, expected).enumerated() {
      let zero = Tensor.full(w[i].type, 0.0)
      if let sentence = disagreement(try (a ?? zero).host(), try (b ?? zero).host(), false) {
        failures.append("result \(i): \(sentence)")
      }
    }
    return failures
  }
}
