import ConformanceKit
import Testing

@testable import Touchstone

private func tensor(_ shape: [Int], seed: Int = 0) -> Tensor {
  Tensor((0..<shape.reduce(1, *)).map { sin(Double(3 * $0 + seed)) }, shape: shape)
}
private func sin(_ x: Double) -> Double {
  (try? Touchstone.sin(Tensor(x)).scalars(as: Double.self)[0]) ?? 0
}

/// `f` mapped over the first axis under the name `i`, whose members are gathered along `outAxes`.
private func mapped(
  _ x: [Tensor], inAxes: [Int?]? = nil, outAxes: Int? = 0, name: String = "i",
  _ f: @escaping Flat.Function
) throws -> [Tensor] {
  try Flat.vmap(
    f, x, inAxes: inAxes ?? x.map { _ in 0 }, outAxes: { _ in outAxes }, axisName: name)
}

@Suite struct NamedCollectiveTests {
  private let x = tensor([4, 4, 2])

  @Test func `sums, means and extrema are those along the batch axis`() throws {
    let y = try mapped([x], outAxes: nil) {
      [
        psum($0[0], axisName: "i"), pmean($0[0], axisName: "i"), pmax($0[0], axisName: "i"),
        pmin($0[0], axisName: "i"),
      ]
    }
    #expect(try y[0].host() == reduceSum(x, [0]).host())
    #expect(try y[1].host() == (reduceSum(x, [0]) / 4).host())
    #expect(try y[2].host() == reduceMax(x, [0]).host())
    #expect(try y[3].host() == reduceMin(x, [0]).host())
  }

  @Test func `a value that all members share counts once for each`() throws {
    let y = try mapped([x, tensor([2])], inAxes: [0, nil], outAxes: nil) {
      [psum($0[1], axisName: "i"), pmax($0[1], axisName: "i"), allGather($0[1], axisName: "i")]
    }
    #expect(try y[0].host() == (tensor([2]) * 4).host())
    #expect(try y[1].host() == tensor([2]).host())
    #expect(y[2].shape == [4, 2])
  }

  @Test func `members know their number and how many they are`() throws {
    let y = try mapped([x]) { _ in
      [axisIndex("i"), Tensor(Int32(axisSize("i")))]
    }
    #expect(try y[0].scalars(as: Int32.self) == [0, 1, 2, 3])
    #expect(try y[1].scalars(as: Int32.self) == [4, 4, 4, 4])
  }

  @Test func `two axes are one, the first name varying slowest`() throws {
    let y = try mapped([tensor([3, 2, 2])], name: "a") { x in
      try mapped(x, name: "b") { x in
        [
          axisIndex("a", "b"), psum(x[0], axisName: "a", "b"),
          allGather(x[0], axisName: "a", "b"), psum(x[0], axisName: "a"),
        ]
      }
    }
    let whole = tensor([3, 2, 2])
    #expect(try y[0].scalars(as: Int32.self) == [0, 1, 2, 3, 4, 5])
    let total = reduceSum(whole, [0, 1])
    for i in 0..<3 {
      for j in 0..<2 {
        func own(_ k: Int) -> Tensor { y[k].slice(i, along: 0).slice(j, along: 0) }
        #expect(Laws.differ(own(1), total) == nil)
        #expect(try own(2).host() == reshape(whole, [6, 2]).host())
        #expect(try own(3).host() == reduceSum(whole, [0]).slice(j, along: 0).host())
      }
    }
  }

  @Test func `gathering stacks, or joins`() throws {
    let y = try mapped([x]) {
      [
        allGather($0[0], axisName: "i", axis: 1), allGather($0[0], axisName: "i", axis: -1),
        allGather($0[0], axisName: "i", axis: 1, tiled: true),
      ]
    }
    #expect(y.map(\.shape) == [[4, 4, 4, 2], [4, 4, 2, 4], [4, 4, 8]])
    #expect(try y[0].slice(2, along: 0).host() == x.movingAxis(0, to: 1).host())
    #expect(try y[1].slice(1, along: 0).host() == x.movingAxis(0, to: 2).host())
    let joined = concatenate((0..<4).map { x.slice($0, along: 0) }, axis: 1)
    #expect(try y[2].slice(3, along: 0).host() == joined.host())
  }

  @Test func `scattering a sum leaves each member its part`() throws {
    let y = try mapped([x]) {
      [
        psumScatter($0[0], axisName: "i"),
        psumScatter($0[0].matrixTransposed, axisName: "i", scatterDimension: 1, tiled: true),
      ]
    }
    let total = reduceSum(x, [0])
    #expect(try y[0].host() == total.host())
    #expect(try y[1].host() == reshape(total, [4, 2, 1]).host())
  }

  @Test func `a permutation moves values from source to target, zeros where none arrives`() throws {
    let pairs = [(source: 0, target: 1), (source: 1, target: 2), (source: 3, target: 0)]
    let y = try mapped([x]) { [ppermute($0[0], axisName: "i", pairs)] }[0]
    #expect(try y.slice(1, along: 0).host() == x.slice(0, along: 0).host())
    #expect(try y.slice(2, along: 0).host() == x.slice(1, along: 0).host())
    #expect(try y.slice(0, along: 0).host() == x.slice(3, along: 0).host())
    #expect(try y.slice(3, along: 0).host().doubles.allSatisfy { $0 == 0 })
  }

  @Test func `all to all transposes members and parts`() throws {
    let y = try mapped([x]) {
      [
        allToAll($0[0], axisName: "i", splitAxis: 0, concatAxis: 0),
        allToAll($0[0], axisName: "i", splitAxis: 0, concatAxis: 1),
        allToAll($0[0], axisName: "i", splitAxis: 0, concatAxis: 1, tiled: true),
      ]
    }
    #expect(try y[0].host() == x.movingAxis(1, to: 0).host())
    #expect(y[1].shape == [4, 2, 4])
    for member in 0..<4 {
      for from in 0..<4 {
        let part = x.slice(from, along: 0).slice(member, along: 0)
        #expect(try y[1].slice(member, along: 0).slice(from, along: 1).host() == part.host())
      }
      let parts = (0..<4).map { reshape(x.slice($0, along: 0).slice(member, along: 0), [1, 2]) }
      #expect(try y[2].slice(member, along: 0).host() == concatenate(parts, axis: 1).host())
    }
  }

  /// Each operation as a function of the whole batch.
  private static let whole: [(name: String, f: @Sendable (Tensor) -> Tensor)] = [
    ("psum", { psum($0, axisName: "i") }), ("pmax", { pmax($0, axisName: "i") }),
    ("pmin", { pmin($0, axisName: "i") }), ("pmean", { pmean($0, axisName: "i") }),
    ("gather", { allGather($0, axisName: "i", axis: 1) }),
    ("tiled gather", { allGather($0, axisName: "i", tiled: true) }),
    ("scatter", { psumScatter($0, axisName: "i") }),
    ("tiled scatter", { psumScatter($0, axisName: "i", tiled: true) }),
    ("permute", { ppermute($0, axisName: "i", [(0, 2), (1, 0), (2, 1)]) }),
    ("all to all", { allToAll($0, axisName: "i", splitAxis: 0, concatAxis: 1) }),
    (
      "tiled all to all",
      { allToAll($0, axisName: "i", splitAxis: 0, concatAxis: 1, tiled: true) }
    ),
  ]

  @Test(arguments: whole.indices)
  func `derivatives of the whole batch agree with differences and by member`(
    _ number: Int
  ) throws {
    let operation = Self.whole[number].f
    let f: Flat.Function = { x in
      try mapped(x) { [Touchstone.sin(operation($0[0] * $0[0]))] }
    }
    let x = [tensor([3, 3, 2], seed: 1)]
    #expect(try Laws.jvpAgainstDifferences(f, at: x) == [])
    #expect(try Laws.adjoint(f, at: x) == [])
    // The same tangents and cotangents from within: each member differentiates its own share.
    let v = tensor([3, 3, 2], seed: 7)
    let outside = try Flat.jvp(f, x, [v]).tangents[0]
    let inside = try mapped([x[0], v]) { x in
      let g: Flat.Function = { [Touchstone.sin(operation($0[0] * $0[0]))] }
      let (values, tangents) = try Flat.jvp(g, [x[0]], [x[1]])
      return [tangents[0] ?? .zeros(like: values[0])]
    }[0]
    #expect(Laws.differ(inside, try #require(outside)) == nil)
    let w = Touchstone.cos(try f(x)[0] * 3)
    let back = try Flat.linearize(f, x).map.transposed([w])[0]
    let ownBack = try mapped([x[0], w]) { x in
      let g: Flat.Function = { [Touchstone.sin(operation($0[0] * $0[0]))] }
      return [try Flat.linearize(g, [x[0]]).map.transposed([x[1]])[0] ?? .invalid]
    }[0]
    #expect(Laws.differ(ownBack, try #require(back)) == nil)
  }

  @Test(arguments: whole.indices)
  func `another mapped axis, and jit within, change nothing`(_ number: Int) throws {
    let operation = Self.whole[number].f
    let x = tensor([3, 3, 2], seed: 1)
    let plain = try mapped([x]) { [operation($0[0])] }[0]
    let both = stack([x, x * 2])
    let outer = try Flat.vmap(
      { x in try mapped(x) { [operation($0[0])] } }, [both], inAxes: [0], outAxes: { _ in 0 })[0]
    #expect(Laws.differ(outer.slice(0, along: 0), plain) == nil)
    let inner = try mapped([both.movingAxis(0, to: 1)]) { x in
      try Flat.vmap({ [operation($0[0])] }, x, inAxes: [0], outAxes: { _ in 0 })
    }[0]
    #expect(Laws.differ(inner.slice(0, along: 1), plain) == nil)
    let recorded = try mapped([x]) { x in
      let (block, captured) = try Flat.record({ [operation($0[0])] }, x.map(\.type))
      return try block(captured + x)
    }[0]
    #expect(Laws.differ(recorded, plain) == nil)
  }
  private func stack(_ x: [Tensor]) -> Tensor { .stacked(x) }

  @Test func `psum within grad sums cotangents, as JAX's classic pmap`() throws {
    let d = try mapped([tensor([4])]) { x in
      let (values, map) = try Flat.linearize({ [psum($0[0], axisName: "i")] }, x)
      return [try map.transposed([.full(values[0].type, 1)])[0] ?? .invalid]
    }[0]
    #expect(try d.host().doubles == [4, 4, 4, 4])
  }

  @Test func `a loop that sums over members works on values all share`() throws {
    let y = try mapped([tensor([3])]) { x in
      let origin = TraceOrigin(transformation: "test")
      return try Loops.scan(
        [], length: 2, carrying: [Tensor(1.0)], origin
      ) { carried in [psum(carried[0], axisName: "i")] } + x
    }[0]
    #expect(try y.host().doubles == [9, 9, 9])
  }

  @Test func `programs with collectives along names are read as they were written`() throws {
    let batcher = Batcher(
      BatchAxis(name: "i", size: 3), origin: TraceOrigin(transformation: "vmap"))
    let block = try Context.run(batcher) {
      try Flat.record(
        { x in Self.whole.map { $0.f(x[0]) } + [axisIndex("i")] }, [TensorType(.f32, [3, 3])]
      ).block
    }
    let program = Program(block)
    let read = try Program(text: program.text())
    #expect(read.main?.block == block)
    let error = #expect(throws: TensorError.self) {
      _ = try Backends.current.compile(program)
        .run([HostTensor.full(TensorType(.f32, [3, 3]), 1)])
    }
    #expect(error?.message.contains("unbound axis name i") == true)
  }

  @Test func `an unbound name is an error that lists the names in scope`() throws {
    let none = #expect(throws: TensorError.self) {
      try checking { _ = psum(Tensor(1.0), axisName: "i") }
    }
    #expect(none?.message.contains("unbound axis name i; no axis has a name here") == true)
    let other = #expect(throws: TensorError.self) {
      _ = try mapped([tensor([2])]) { [ppermute($0[0], axisName: "j", [(0, 1)])] }
    }
    #expect(other?.message.contains("unbound axis name j; the names in scope are i") == true)
    let evaluated = #expect(throws: TensorError.self) {
      _ = try apply(NamedReduction(.sum, ["i"]), [Tensor(1.0)])
    }
    #expect(evaluated?.message.contains("unbound axis name i") == true)
  }

  @Test func `wrong axes and sizes are errors`() throws {
    func message(_ f: @escaping (Tensor) -> Tensor) -> String {
      do {
        _ = try mapped([tensor([2, 3])]) { [f($0[0])] }
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { allGather($0, axisName: "i", axis: 2) }.contains("C1"))
    #expect(message { psumScatter($0, axisName: "i") }.contains("C2"))
    #expect(message { psumScatter($0, axisName: "i", tiled: true) }.contains("C2"))
    #expect(message { ppermute($0, axisName: "i", [(0, 2)]) }.contains("C1"))
    #expect(message { ppermute($0, axisName: "i", [(0, 1), (1, 1)]) }.contains("C2"))
    #expect(
      message { allToAll($0, axisName: "i", splitAxis: 0, concatAxis: 1) }.contains("C1"))
  }
}

extension Laws {
  /// How two tensors differ by more than rounding; `nil` if they do not.
  static func differ(_ x: Tensor, _ y: Tensor) -> String? {
    guard let a = try? x.host(), let b = try? y.host(), a.type == b.type else {
      return "\(x.type) and \(y.type)"
    }
    for (a, b) in zip(a.doubles, b.doubles) where !(abs(a - b) <= 1e-12 * max(1, abs(b))) {
      return "\(a) and \(b)"
    }
    return nil
  }
}
