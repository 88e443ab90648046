import Testing

@testable import Touchstone

/// Programs of two processes whose derivative goes through a collective.
private let groups = "replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>"
private let adding = """
  ({
      ^bb0(%a: tensor<f64>, %b: tensor<f64>):
        %s = stablehlo.add %a, %b : tensor<f64>
        stablehlo.return %s : tensor<f64>
      })
  """
private let collectives: [(name: String, line: String)] = [
  (
    "all_reduce",
    "\"stablehlo.all_reduce\"(%x) \(adding) {\(groups)} : (tensor<2x2xf64>) -> tensor<2x2xf64>"
  ),
  (
    "all_gather",
    "\"stablehlo.all_gather\"(%x) {all_gather_dim = 1 : i64, \(groups)} : "
      + "(tensor<2x2xf64>) -> tensor<2x4xf64>"
  ),
  (
    "reduce_scatter",
    "\"stablehlo.reduce_scatter\"(%x) \(adding) {scatter_dimension = 0 : i64, \(groups)} : "
      + "(tensor<2x2xf64>) -> tensor<1x2xf64>"
  ),
  (
    "all_to_all",
    "\"stablehlo.all_to_all\"(%x) {split_dimension = 1 : i64, concat_dimension = 0 : i64, "
      + "split_count = 2 : i64, \(groups)} : (tensor<2x2xf64>) -> tensor<4x1xf64>"
  ),
  (
    "collective_permute",
    "\"stablehlo.collective_permute\"(%x) "
      + "{source_target_pairs = dense<[[0, 1]]> : tensor<1x2xi64>} : "
      + "(tensor<2x2xf64>) -> tensor<2x2xf64>"
  ),
  (
    "collective_broadcast",
    "\"stablehlo.collective_broadcast\"(%x) {\(groups)} : (tensor<2x2xf64>) -> tensor<2x2xf64>"
  ),
]

@Suite struct CollectiveRuleTests {
  /// The results of `block` run by two processes on their arguments.
  private func run(_ block: Block, _ x: [[HostTensor]]) throws -> [[HostTensor]] {
    let function = Function("f", block)
    let grid = RunParallel([[function], [function]])
    let types = try grid.resultTypes(x.flatMap { $0.map(\.type) })
    let results = try apply(grid, x.flatMap { $0.map { Tensor($0) } }).map { try $0.host() }
    #expect(results.map(\.type) == types)
    let half = results.count / 2
    return [Array(results.prefix(half)), Array(results.suffix(half))]
  }

  @Test(arguments: collectives.indices)
  func `what a process's operand changes is summed over all processes`(_ number: Int) throws {
    let line = collectives[number].line
    let result = String(line[line.range(of: "-> ", options: .backwards)!.upperBound...])
    let program = try Program(
      text: """
        func.func @main(%x: tensor<2x2xf64>) -> \(result) {
          %0 = \(line)
          return %0 : \(result)
        }
        """)
    let block = try #require(program.main?.block)
    let type = block.parameters[0]
    let out = block.resultTypes[0]
    func numbers(_ type: TensorType, _ seed: Int) -> HostTensor {
      HostTensor(type, doubles: (0..<type.count).map { Double(($0 * 7 + seed) % 11) - 5 })
    }
    let (forward, captured) = try Flat.record(
      { x in [try Flat.jvp(block.applied, [x[0]], [x[1]]).tangents[0] ?? .invalid] }, [type, type])
    let (backward, rest) = try Flat.record(
      { x in [try Flat.linearize(block.applied, [x[0]]).map.transposed([x[1]])[0] ?? .invalid] },
      [type, out])
    #expect(captured.isEmpty && rest.isEmpty)
    let x = [numbers(type, 1), numbers(type, 4)]
    let v = [numbers(type, 2), numbers(type, 9)]
    let w = [numbers(out, 3), numbers(out, 5)]
    let tangents = try run(forward, [[x[0], v[0]], [x[1], v[1]]])
    let cotangents = try run(backward, [[x[0], w[0]], [x[1], w[1]]])
    func dot(_ a: [HostTensor], _ b: [HostTensor]) -> Double {
      zip(a, b).reduce(0) { $0 + zip($1.0.doubles, $1.1.doubles).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    // Whole numbers: exact.
    #expect(dot(w, tangents.map { $0[0] }) == dot(cotangents.map { $0[0] }, v))
  }

  @Test(arguments: collectives.indices)
  func `a batch goes through at once`(_ number: Int) throws {
    let line = collectives[number].line
    let result = String(line[line.range(of: "-> ", options: .backwards)!.upperBound...])
    let program = try Program(
      text: """
        func.func @main(%x: tensor<2x2xf64>) -> \(result) {
          %0 = \(line)
          return %0 : \(result)
        }
        """)
    let block = try #require(program.main?.block)
    let type = block.parameters[0].inserting(3, at: 1)
    let (batched, _) = try Flat.record(
      { x in try Flat.vmap(block.applied, x, inAxes: [1], outAxes: { _ in 0 }) }, [type])
    let counts = batched.equations.filter { $0.operation.name == collectives[number].name }
    #expect(counts.count == 1)
    let x = (0..<2).map { p in
      HostTensor(type, doubles: (0..<type.count).map { Double($0 + 100 * p) })
    }
    let together = try run(batched, x.map { [$0] })
    for member in 0..<3 {
      let own = try run(block, x.map { [try Tensor($0).slice(member, along: 1).host()] })
      for p in 0..<2 {
        #expect(try Tensor(together[p][0]).slice(member, along: 0).host() == own[p][0])
      }
    }
  }

  @Test func `a greatest value over processes has no rule, and says so`() throws {
    let body = Block.combining(by: .maximum, .f64)
    let error = #expect(throws: TensorError.self) {
      _ = try Flat.linearize(
        { try apply(AllReduce(ProcessGroups([[0]]), body: body), $0) }, [Tensor(1.0)])
    }
    #expect(error?.message.contains("no derivative rule") == true)
  }
}
