/// A case's function with its arguments.
struct FunctionUse {
  private let call: LibraryFunctions.Call
  private let settings: Config
  private let arguments: [Tensor]

  init(_ one: KerasCase) throws {
    call = try LibraryFunctions.named(one.className)
    settings = Config(one.serialized["config"]?.object ?? [:], of: one.className)
    arguments = one.inputs.numbered("arg")
  }

  private func named(_ results: [Tensor]) -> KerasFunction.Results {
    results.enumerated().map { ("out\($0)", $1) }
  }

  /// `out0` and so on.
  func value() -> KerasFunction {
    KerasFunction(point: arguments) { named(try call($0, settings)) }
  }

  /// `grad:arg0` and so on: of the sum of the real results, each element times a weight of its own.
  func gradient() -> KerasFunction {
    let places = arguments.indices.filter { arguments[$0].dtype.isFloat }
    return KerasFunction(point: arguments) { x in
      var failure: (any Error)?
      let gradients = grad { (given: [Tensor]) -> Tensor in
        var all = x
        for (place, value) in zip(places, given) { all[place] = value }
        do {
          let parts = try call(all, settings).filter(\.dtype.isFloat).map { sum($0 * weights($0)) }
          return parts.dropFirst().reduce(parts.first ?? zeros([])) {
            $0 + cast($1, dtype: $0.dtype)
          }
        } catch {
          failure = error
          return zeros([])
        }
      }(places.map { x[$0] })
      if let failure { throw failure }
      return zip(places, gradients).map { ("grad:arg\($0)", $1) }
    }
  }

  /// Numbers between 1/2 and 3/2, of which no two are the same.
  private func weights(_ x: Tensor) -> Tensor {
    let count = x.type.count
    let places = reshape(iota(TensorType(.f64, [count])), x.shape)
    return cast((places + 0.5) / Double(max(1, count)) + 0.5, dtype: x.dtype)
  }

  /// `out0` and so on, of two members stacked.
  func batched() -> KerasFunction {
    let both = arguments.map { x in
      stack([x, x.rank == 0 ? x : reverse(x, axes: Array(0..<x.rank))])
    }
    return KerasFunction(point: both) { x in
      var failure: (any Error)?
      let results = vmap { (one: [Tensor]) -> [Tensor] in
        do { return try call(one, settings) } catch {
          failure = error
          return one
        }
      }(x)
      if let failure { throw failure }
      return named(results)
    }
  }
}
