import Randomness
import Testing

@testable import Touchstone

/// A function of a key, drawn eagerly and from a recorded program.
struct Traced: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let draw: @Sendable (_ key: Tensor, _ parameter: Tensor) -> Tensor

  init(_ name: String, _ draw: @escaping @Sendable (_ key: Tensor, _ parameter: Tensor) -> Tensor) {
    testDescription = name
    self.draw = draw
  }

  static let all: [Traced] = [
    Traced("split") { key, _ in Random.split(key, [2, 2]) },
    Traced("bits") { key, _ in Random.bits(key, [3], dtype: .ui64) },
    Traced("uniform") { Random.uniform($0, [4], minval: -$1, maxval: $1) },
    Traced("normal") { Random.normal($0, [4]) * broadcast($1, to: [4]) },
    Traced("randint") { Random.randint($0, [4], 0, convert($1, to: .i32)) },
    Traced("permutation") { Random.permutation($0, broadcast($1, to: [4])) },
    Traced("choice") { Random.choice($0, 4, [3], p: broadcast($1, to: [4])) },
    Traced("categorical") { Random.categorical($0, broadcast($1, to: [2, 3])) },
    Traced("gamma") { Random.gamma($0, $1, [4]) },
    Traced("beta") { Random.beta($0, $1, 0.5, [3]) },
    Traced("poisson") { Random.poisson($0, $1, [4]) },
    Traced("binomial") { Random.binomial($0, $1 * 10, 1 / $1, [4]) },
    Traced("multinomial") { Random.multinomial($0, 6, broadcast($1, to: [2, 3])) },
    Traced("orthogonal") { Random.orthogonal($0, 2) * broadcast($1, to: [2, 2]) },
  ]
}

@Suite struct TracingTests {
  @Test(arguments: Traced.all, backendNames())
  func `a recorded draw is the one made at once`(_ traced: Traced, on backend: String) throws {
    let (key, parameter) = (Random.key(6), Tensor([3] as [Float]))
    let types = [key.type, parameter.type]
    let block = try Recorder.record(types) { [traced.draw($0[0], $0[1])] }
    let recorded = Program(functions: [Function("main", block)])
    // No text holds a derivative rule of a function.
    let hasRules = recorded.text().contains("touchstone.custom_jvp")
    let program = hasRules ? Program(main: try block.expanded()) : recorded
    // Through text, so that what is recorded is a program others can run.
    let parsed = try Program(text: program.text())
    let executable = try #require(Backends.named(backend)).compile(parsed)
    let drawn = try executable.run([try key.host(), try parameter.host()])
    let atOnce = try on(backend) { try traced.draw(key, parameter).host() }
    #expect(try drawn[0].host() == atOnce)
  }
}
