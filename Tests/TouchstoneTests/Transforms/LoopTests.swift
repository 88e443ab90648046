import Testing

@testable import Touchstone

private let origin = TraceOrigin(transformation: "test")
private func number(_ x: Double) -> Tensor { Tensor(x) }

/// x to the n by repeated multiplication, counted by a `while`.
private func powered(_ x: Tensor, _ n: Int64) throws -> Tensor {
  try Loops.repeating(
    [Tensor(Int64(0)), number(1)], while: { less($0[0], Tensor(n)) },
    { [$0[0] + 1, $0[1] * x] }, origin)[1]
}

@Suite struct LoopTests {
  @Test func `a counted while is differentiated in reverse and twice`() throws {
    let d = try gradient({ try powered($0, 5) }, at: number(2))
    #expect(try d.scalars(as: Double.self) == [80])
    let second = slope(slope { try powered($0, 5) })
    #expect(try second(number(2)).scalars(as: Double.self) == [160])
  }

  @Test func `a while with an unknown end has a forward derivative and no reverse one`() throws {
    func f(_ x: [Tensor]) throws -> [Tensor] {
      try Loops.repeating(x, while: { less($0[0], number(100)) }, { [$0[0] * $0[0]] }, origin)
    }
    let forward = try Flat.jvp(f, [number(3)], [number(1)])
    #expect(try forward.values[0].scalars(as: Double.self) == [6561])
    #expect(try forward.tangents[0]?.scalars(as: Double.self) == [8 * 2187])
    let (_, map) = try Flat.linearize(f, [number(3)])
    let error = #expect(throws: TensorError.self) { _ = try map.transposed([number(1)]) }
    #expect(error?.message.contains("number of steps") == true)
  }

  @Test func `a batched while goes on until every member has ended`() throws {
    let x = Tensor([2, 3, 200] as [Double])
    let results = try Flat.vmap(
      { try Loops.repeating($0, while: { less($0[0], number(100)) }, { [$0[0] * $0[0]] }, origin) },
      [x], inAxes: [0], outAxes: { _ in 0 })
    #expect(try results[0].scalars(as: Double.self) == [256, 6561, 200])
  }

  /// y ← sin(w y) + x for each x; gives each y, and the last.
  private func recurrence(_ x: [Tensor]) throws -> [Tensor] {
    try Loops.scan([x[1]], length: x[1].shape[0], carrying: [x[2]], origin) { values in
      let y = sin(x[0] * values[1]) + values[0]
      return [y * y, y]
    }
  }

  private func unrolled(_ x: [Tensor]) throws -> [Tensor] {
    var y = x[2]
    var outputs: [Tensor] = []
    for i in 0..<x[1].shape[0] {
      y = sin(x[0] * y) + x[1].slice(i, along: 0)
      outputs.append(y * y)
    }
    return [.stacked(outputs), y]
  }

  private let arguments = [
    number(0.9), Tensor([0.1, -0.4, 0.3, 1.2, -0.7] as [Double]), number(0.2),
  ]

  @Test func `a scan has the derivatives of its loop unrolled`() throws {
    let tangents = [number(0.3), Tensor([1, 0.5, -1, 2, 0.1] as [Double]), number(-1)]
    let scanned = try Flat.jvp(recurrence, arguments, tangents)
    let expected = try Flat.jvp(unrolled, arguments, tangents)
    for (a, b) in zip(scanned.tangents, expected.tangents) {
      try expectNear(#require(a), #require(b))
    }
    let ct = [Tensor([1, -1, 0.5, 2, 0.25] as [Double]), number(0.7)]
    let (_, map) = try Flat.linearize(recurrence, arguments)
    let (_, plain) = try Flat.linearize(unrolled, arguments)
    for (a, b) in zip(try map.transposed(ct), try plain.transposed(ct)) {
      try expectNear(#require(a), #require(b))
    }
  }

  @Test func `a scan has the second derivatives of its loop unrolled`() throws {
    func loss(_ f: ([Tensor]) throws -> [Tensor], _ x: [Tensor]) throws -> [Tensor] {
      let (_, map) = try Flat.linearize(f, x)
      let ct = [Tensor([1, -1, 0.5, 2, 0.25] as [Double]), number(0.7)]
      return try map.transposed(ct).map { try #require($0) }
    }
    let tangents = [number(0.3), Tensor([1, 0.5, -1, 2, 0.1] as [Double]), number(-1)]
    let scanned = try Flat.jvp({ try loss(recurrence, $0) }, arguments, tangents)
    let expected = try Flat.jvp({ try loss(unrolled, $0) }, arguments, tangents)
    for (a, b) in zip(scanned.tangents, expected.tangents) {
      try expectNear(#require(a), #require(b))
    }
  }

  @Test func `a batched scan gives what each member gives`() throws {
    let x = Tensor([0.9, -0.3] as [Double])
    let together = try Flat.vmap(
      { try recurrence([$0[0], arguments[1], arguments[2]]) }, [x], inAxes: [0],
      outAxes: { _ in 0 })
    for (i, w) in [0.9, -0.3].enumerated() {
      let own = try recurrence([number(w), arguments[1], arguments[2]])
      try expectNear(together[0].slice(i, along: 0), own[0])
      try expectNear(together[1].slice(i, along: 0), own[1])
    }
  }
}

/// Records an issue unless `x` and `y` agree to 13 digits.
private func expectNear(_ x: Tensor, _ y: Tensor) throws {
  let (a, b) = try (x.scalars(as: Double.self), y.scalars(as: Double.self))
  #expect(a.count == b.count)
  for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-13 * max(1, abs(b))) }
}
