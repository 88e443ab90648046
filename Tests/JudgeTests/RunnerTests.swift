import Foundation
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct RunnerTests {
  @Test func `the reference in a process passes its own operations`() throws {
    let items = try Item.operations(repository, headings: ["add", "while"])
    let runner = try Runner(
      Target(worker("--backend", "reference"), name: "reference", isReference: true))
    defer { runner.end() }
    let records = runner.run(items)
    for record in records { #expect(record.status == .pass, "\(record.line)") }
    #expect(records.contains { $0.isReached })
    for probe in runner.probes() { #expect(probe.status == .pass, "\(probe.line)") }
    #expect(runner.probes().count == 4)
  }

  @Test(.enabled(if: isPresent("python3"), "needs Python"))
  func `the template of a program that speaks JSON lines passes what it declares`() throws {
    let script = root.appending(path: "Conformance/templates/exec/backend.py").path
    let items = try Item.operations(repository, headings: ["add", "multiply", "subtract"])
    let runner = try Runner(Target(.shell("python3 '\(script)'")))
    defer { runner.end() }
    let records = runner.run(items)
    for record in records { #expect(!record.status.isFailure, "\(record.line)") }
    #expect(records.contains { $0.status == .pass && $0.isReached })
    #expect(records.contains { $0.status == .notSupported })
    #expect(runner.name == "mine")
  }

  @Test(arguments: [
    ("cat", "the first answer must have a 'name'"), ("true", "exit code 0"),
    ("echo hello", "expected a line of JSON, got 'hello'"), ("no-such-program", "exit code 127"),
    ("echo wrong >&2; exit 4", "exit code 4; it said: wrong"),
    ("echo '{\"id\": 5}'", "expected the answer to request 0, got that to 5"),
  ])
  func `a program that does not speak the protocol is refused with a reason`(
    _ command: String, _ words: String
  ) throws {
    let error = #expect(throws: ChildFailure.self) { try RemoteBackend(.shell(command)) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `a process that answers without end is stopped, and its memory stays bounded`() throws
  {
    let hello = #"printf '{"id": 0, "name": "endless", "programs": "text"}\n'"#
    let backend = try RemoteBackend(
      .shell("read x; \(hello); read x; exec yes | tr -d '\\n'", timeout: 20))
    let item = try #require(
      Item.operations(repository, headings: ["add"]).first { !$0.isViolation })
    let runner = try Runner(Target(backend.connection.launch), jobs: 1)
    let record = runner.run([item])[0]
    #expect(record.status == .fail)
    #expect(record.detail.contains("did not end"), "\(record.line)")
  }

  @Test func `the smoke tier shows every clause, operation and transformation that all items show`()
    throws
  {
    let all = try Item.operations(repository) + Item.transforms()
    let smoke = all.smoke
    #expect(smoke.count < all.count)
    #expect(Set(smoke.flatMap(\.keys)) == Set(all.flatMap(\.keys)))
    #expect(Set(smoke.map(\.heading)) == Set(all.map(\.heading)))
  }

  @Test func `parts together are the whole, and ids differ`() throws {
    let all = try Item.operations(repository) + Item.examples(repository) + Item.transforms()
    #expect(Set(all.map(\.id)).count == all.count)
    let parts = (1...3).flatMap { all.shard($0, of: 3).map(\.id) }
    #expect(parts.sorted() == all.map(\.id).sorted())
  }

  @Test func `a seed draws other numbers, the same each time`() throws {
    let url = repository.cases.appending(path: "exponential.json")
    let (first, again) = (try Item.cases(url, seed: 3), try Item.cases(url, seed: 3))
    let stored = try Item.cases(url, seed: 0)
    #expect(first.map(\.operands) == again.map(\.operands))
    #expect(zip(first, stored).contains { $0.operands != $1.operands })
    #expect(first.map(\.name) == stored.map(\.name))
  }

  @Test func `every area is in a profile besides the full one, checks apart`() throws {
    let items = try Item.operations(repository) + Item.examples(repository) + Item.transforms()
    for item in items where item.area != "checks" {
      let profiles = ConformanceProfile.allCases.filter { $0.contains(item.kind, area: item.area) }
      #expect(profiles.count > 1, "\(item.id), of \(item.area)")
    }
  }

  @Test func `bisecting finds the operation that is off`() throws {
    let program = try Program(
      text: """
        func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
          %0 = stablehlo.add %x, %x : tensor<4xf32>
          %1 = stablehlo.multiply %0, %x : tensor<4xf32>
          %2 = stablehlo.subtract %1, %x : tensor<4xf32>
          return %2 : tensor<4xf32>
        }
        """)
    let right = try RemoteBackend(worker("--backend", "reference"))
    #expect(try ProgramBisection(program).finding(on: right) == nil)
    guard isPresent("python3") else { return }
    // What it makes of a product has one bit too many.
    let script = root.appending(path: "Conformance/templates/exec/backend.py").path
    let wrong = try RemoteBackend(
      .shell(
        "sed 's/a \\* b/a * b * 1.001/; s/\"dtypes\": \\[\"f32\"\\]/\"note\": \"\"/' '\(script)' > /tmp/$$.py; exec python3 /tmp/$$.py"
      ))
    let finding = try #require(try ProgramBisection(program).finding(on: wrong))
    #expect(
      finding.lines[0].hasPrefix("operation 2 of 3, stablehlo.multiply, by itself:"),
      "\(finding.lines)")
  }

  @Test func `a function with a rule of its own reaches the process as what it computes`() throws {
    let double = customJVP({ (x: Tensor) in x + x }, jvp: { x, dx in (x + x, dx + dx) })
    let type = TensorType(.f32, [2])
    let x = HostTensor(type, doubles: [1, -3])
    let looped = { (x: Tensor) in scan({ (double($0), $0) }, x, length: 3).0 }
    for function in [double, looped] {
      let program = Program(try Flat.record({ [function($0[0])] }, [type]).block)
      #expect(program.text().contains("custom_jvp"))
      let expected = try ReferenceBackend().compile(program).run([x])[0].host()
      let backend = try RemoteBackend(worker("--backend", "reference"))
      #expect(try backend.compile(program).run([x])[0].host() == expected)
    }
  }

  @Test func `elementary functions are measured`() throws {
    let backend = try RemoteBackend(worker("--backend", "reference"))
    #expect(ULPTable.functions.contains("stablehlo.exponential"))
    #expect(ULPTable.functions.count > 20)
    #expect(try ULPTable.measure("stablehlo.sine", .f32, on: backend, points: 64).text == "0")
  }
}

/// The adapters in tools, where Python has what they need.
@Suite struct AdapterTests {
  private static let hasNumPy = (try? run("python3", "-c", "import numpy"))?.code == 0
  /// A Python with JAX, if one was set up for comparisons with Keras.
  private static let jax = root.appending(path: ".cache/keras/bin/python").path
  private static let hasJAX = (try? run(jax, "-c", "import jax"))?.code == 0

  @Test(.enabled(if: hasNumPy, "needs NumPy"))
  func `the adapter on NumPy passes all it declares`() throws {
    let script = root.appending(path: "tools/adapter-numpy").path
    let items = try Item.operations(
      repository, headings: ["add", "compare", "concatenate", "iota", "sign", "slice", "sine"])
    let runner = try Runner(Target(.shell("exec python3 '\(script)'", timeout: 30)))
    defer { runner.end() }
    let records = runner.run(items)
    for record in records { #expect(!record.status.isFailure, "\(record.line)") }
    #expect(records.count { $0.status == .pass && $0.isReached } > 20)
  }

  @Test(.enabled(if: hasJAX, "needs JAX in .cache/keras"))
  func `the adapter on JAX runs programs from their text`() throws {
    let script = root.appending(path: "tools/adapter-jax").path
    let items = try Item.operations(repository, headings: ["transpose", "reverse", "while"])
    let runner = try Runner(
      Target(.shell("exec '\(Self.jax)' '\(script)'", timeout: 120)), jobs: 1)
    defer { runner.end() }
    // JAX runs on XLA: what is waived for that is waived here.
    let waivers = try Waivers(
      path: root.appending(path: "Conformance/waivers/xla-cpu.yaml").path)
    let records = runner.run(items).map(waivers.applied)
    for record in records where record.status != .staleWaiver {
      #expect(!record.status.isFailure, "\(record.line)")
    }
    #expect(records.contains { $0.status == .pass && $0.isReached })
  }
}
