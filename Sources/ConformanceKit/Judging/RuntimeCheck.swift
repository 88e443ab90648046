import Touchstone

/// What a runtime must hold besides computing: runs do not disturb each other, and leave what they were
/// given and what they gave before as it was.
package struct RuntimeCheck: Sendable {
  package let name: String
  /// The operations that take part.
  package let operations: Set<String>
  private let failure: @Sendable (any Backend) throws -> String?

  /// The verdict on `backend`.
  package func verdict(on backend: any Backend) -> Verdict {
    var message: String?
    do { message = try failure(backend) } catch { message = "\(error)" }
    return Verdict(
      area: "runtime", heading: "runtime", name: name, backend: backend.name,
      status: message == nil ? .pass : .fail, detail: message ?? "")
  }

  /// Every check.
  package static let all: [RuntimeCheck] =
    samples.flatMap { sample in
      [
        RuntimeCheck(
          name: "\(sample.name): one executable, three runs", operations: sample.operations
        ) {
          backend in
          let f = try backend.compile(sample.program)
          let data = [sample.data(1), sample.data(2), sample.data(1)]
          let results = try data.map { try sample.run(f, $0) }
          return try sample.difference(results, data)
        },
        RuntimeCheck(
          name: "\(sample.name): two executables in turn", operations: sample.operations
        ) { backend in
          let (f, g) = (try backend.compile(sample.program), try backend.compile(sample.program))
          let data = [sample.data(1), sample.data(2), sample.data(3), sample.data(4)]
          let results = try data.enumerated().map { try sample.run($0 % 2 == 0 ? f : g, $1) }
          return try sample.difference(results, data)
        },
        RuntimeCheck(
          name: "\(sample.name): arguments stay as they were", operations: sample.operations
        ) { backend in
          let data = sample.data(5)
          let kept = data.map(\.inMemoryOfItsOwn)
          let f = try backend.compile(sample.program)
          _ = try f.run(data)
          _ = try f.run(data)
          return kept == data ? nil : "an argument was changed"
        },
        RuntimeCheck(
          name: "\(sample.name): sixteen threads at once", operations: sample.operations
        ) { backend in
          let f = try backend.compile(sample.program)
          let data = (0..<16).map { sample.data($0 + 10) }
          let results = parallelMap(16, workers: 16) { i in Result { try sample.run(f, data[i]) } }
          return try sample.difference(try results.map { try $0.get() }, data)
        },
      ]
    }
}

/// A program to run, and data for it.
private struct RuntimeSample: Sendable {
  let name: String
  let program: Program
  let operations: Set<String>

  init(_ name: String, _ types: [TensorType], _ body: ([Tensor]) throws -> [Tensor]) throws {
    let block = try Flat.record(body, types).block
    self.name = name
    program = Program(block)
    operations = block.operationNames
  }

  /// Arguments that depend on `seed`.
  func data(_ seed: UInt64) -> [HostTensor] {
    let types = program.main?.block.parameters ?? []
    return types.enumerated().map { i, type in
      Generator(type, seed: seed &* 100 &+ UInt64(i)).tensor()
    }
  }
  func data(_ seed: Int) -> [HostTensor] { data(UInt64(seed)) }

  func run(_ executable: any Executable, _ data: [HostTensor]) throws -> [any Buffer] {
    try executable.run(data)
  }

  /// What differs from the reference's results for `data`, all results being read only now.
  func difference(_ results: [[any Buffer]], _ data: [[HostTensor]]) throws -> String? {
    let reference = try ReferenceBackend().compile(program)
    for (i, (result, data)) in zip(results, data).enumerated() {
      let expected = try reference.run(data).map { try $0.host() }
      let tolerances = Bounds.program(expected, wide: nil)
      let found = try result.map { try $0.host() }
      guard found.count == expected.count else {
        return "run \(i + 1): expected \(expected.count) results, got \(found.count)"
      }
      for (k, tolerance) in tolerances.enumerated() {
        let comparison = ResultComparison(found[k], expected[k], tolerance)
        if !comparison.passes { return "run \(i + 1): \(comparison.description)" }
      }
    }
    return nil
  }
}

private let samples: [RuntimeSample] = {
  func sample(
    _ name: String, _ types: [TensorType], _ body: ([Tensor]) throws -> [Tensor]
  ) -> RuntimeSample {
    do { return try RuntimeSample(name, types, body) } catch {
      preconditionFailure("the runtime's sample '\(name)' has no program: \(error)")
    }
  }
  let matrix = TensorType(.f32, [37, 41])
  let square = TensorType(.f32, [41, 41])
  return [
    sample("product", [matrix, square]) { [dot($0[0], $0[1])] },
    sample("sum", [matrix]) { [reduceSum($0[0], [1]), reduceSum($0[0], [0])] },
    sample("greatest", [matrix]) { [reduceMax($0[0], [1])] },
    sample("elementwise", [matrix, matrix]) { [$0[0] * $0[1] + tanh($0[0])] },
    sample("in place", [matrix]) { [-$0[0]] },
    sample("sort", [matrix]) { [sort($0[0], dimension: 1)] },
    sample("transposition", [square]) { [transpose($0[0]) + $0[0]] },
    sample("small", [TensorType(.f32, [3])]) { [$0[0] + $0[0], $0[0]] },
    sample("no copy", [matrix]) { [$0[0], reshape($0[0], [41 * 37])] },
    sample("loop", [square]) { x in
      [foriLoop(0, 3, { (_: Tensor, c: Tensor) in dot(c, x[0]) * 0.125 }, x[0])]
    },
    sample("integers", [TensorType(.i32, [1000]), TensorType(.i32, [1000])]) {
      [$0[0] + $0[1]]
    },
  ]
}()
