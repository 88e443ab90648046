import AllBackends
import KerasConformance
import Testing

/// The reference, with a share of itself added to every float that one of `operations` gives.
private struct Off: KernelBackend {
  let name = "off"
  let operations: Set<String>
  let share: Float

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operations.contains(operation.name) else { return nil }
    return { [share] operands, types, context in
      try operation.evaluate(operands, types, in: context).map { result in
        guard result.dtype == .f32 else { return result }
        return HostTensor(
          result.type, doubles: result.doubles.map { Double(Float($0) + Float($0) * share) })
      }
    }
  }
}

/// Keras's cases: a sample of what `tools/conformance` runs, and whether the judge can tell.
@Suite struct KerasSuiteTests {
  private static let goldens: KerasGoldens? = (try? Repository.find()).map(KerasGoldens.init)

  /// A mode, another one in turn, of every case whose number is a multiple of `stride`.
  private func verdicts(
    _ file: String, on backends: [any Backend], stride: Int = 1
  ) throws -> [Verdict] {
    let goldens = try #require(Self.goldens)
    let cases = try #require(try goldens.files().first { $0.name == file })
    let stored = try goldens.stored(cases)
    let judge = Judge(backends)
    return cases.cases.enumerated().filter { $0.offset % stride == 0 }.flatMap { i, one in
      judge.verdicts(one.computedCase(one.modes[i / stride % one.modes.count], stored))
    }
  }

  @Test(arguments: KerasCases.names)
  func `a sample of the cases passes on every backend`(_ file: String) throws {
    AllBackends.register()
    let verdicts = try verdicts(file, on: Backends.available, stride: 3)
    #expect(!verdicts.isEmpty)
    for verdict in verdicts where verdict.status != .pass { Issue.record("\(verdict)") }
  }

  @Test func `files and recipes name the same cases`() throws {
    let goldens = try #require(Self.goldens)
    let stored = try goldens.files().map { ($0.name, $0.cases.map(\.name)) }
    let made = try KerasCases.files().map { ($0.name, $0.cases.map(\.name)) }
    #expect(Dictionary(uniqueKeysWithValues: stored) == Dictionary(uniqueKeysWithValues: made))
  }

  @Test(arguments: [
    ("layers-recurrent", "tanh"), ("layers-convolution", "convolution"),
    ("layers-normalization", "rsqrt"), ("losses", "log"), ("metrics", "divide"),
    ("optimizers", "sqrt"), ("fit", "dot_general"),
  ])
  func `an operation that is off by a thousandth fails cases`(
    _ file: String, _ operation: String
  ) throws {
    let verdicts = try verdicts(file, on: [Off(operations: [operation], share: 0x1p-10)])
    let failed = verdicts.filter { $0.status == .fail }.count
    // Results that are counts, or do not use the operation, pass.
    #expect(failed >= 5, "\(failed) of \(verdicts.count) fail")
  }

  @Test(arguments: ["layers-recurrent", "optimizers"])
  func `elementary functions may all be off by four ulps to one side`(_ file: String) throws {
    let backend = Off(
      operations: ["exponential", "log", "log_plus_one", "logistic", "tanh", "sqrt", "rsqrt"],
      share: 0x1p-22)
    for verdict in try verdicts(file, on: [backend]) where verdict.status != .pass {
      Issue.record("\(verdict)")
    }
  }
}
