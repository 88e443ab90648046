/// How small a mutant's failure became.
package struct ShrunkFailure: Sendable {
  /// The mutant.
  package let mutant: Mutant
  /// How many operations are left, and how many elements the operands have.
  package let operations: Int
  package let elements: Int
  /// The seconds it took.
  package let seconds: Double
  /// What is left.
  package let text: String
}

extension SelfTest {
  /// The first failing case of each mutant as a program, made smaller; `nil` for mutants that no program
  /// of the suite shows: other functions and classes of the library are judged by what they compute, not
  /// by a program.
  package func shrunk(
    _ mutants: [Mutant],
    progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) -> [ShrunkFailure?] {
    parallelMap(mutants.count, workers: workers, progress: progress) { shrunk(mutants[$0]) }
  }

  private func shrunk(_ mutant: Mutant) -> ShrunkFailure? {
    guard let fails = predicate(mutant) else { return nil }
    for item in items(reaching: mutant, 0) {
      guard case .operation(let one) = item.kind,
        let (program, operands) = try? one.program(transformed: !mutant.isOfLibrary),
        fails(program, operands)
      else { continue }
      let start = ContinuousClock.now
      let least = Shrinker.least(program, operands, fails: fails)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      return ShrunkFailure(
        mutant: mutant, operations: least.program.operationCount,
        elements: least.operands.reduce(0) { $0 + $1.count }, seconds: seconds,
        text: least.program.text() + "\n"
          + least.operands.map { "// " + Literal.text($0) }.joined(separator: "\n"))
    }
    return nil
  }

  /// Whether a program shows the mutant.
  private func predicate(_ mutant: Mutant) -> ((Program, [HostTensor]) -> Bool)? {
    let counter = ReachCounter()
    switch mutant.means {
    case .kernels(let names, let alteration):
      return { program, operands in
        // Another one each time: kernels remember.
        let backend = MutantBackend(
          base, "\(mutant.id) shrunk", counter,
          where: { operation, _ in names.contains(operation.name) }, alteration)
        return GeneratedProgram.failsAgain(program, operands, on: backend)
      }
    case .backend(let make):
      return { program, operands in
        let backend = make(base, "\(mutant.id) shrunk", counter)
        return GeneratedProgram.failsAgain(program, operands, on: backend)
      }
    case .library(let scope):
      guard ["GR", "TR"].contains(mutant.group) else { return nil }
      return { program, operands in
        // What programs made by the wrong rules give, by the bounds of those that the right ones make.
        let right = ProgramTransform.allCases.map { try? $0.program(program, operands) }
        var differs = false
        _ = scope(counter) {
          for (transform, expected) in zip(ProgramTransform.allCases, right) {
            guard let expected else { continue }
            let problems = try? Judge.problems(
              expected.0, expected.1, transform.results(program, operands))
            if problems?.isEmpty != true { differs = true }
          }
          return []
        }
        return differs
      }
    case .setting: return nil
    }
  }
}

extension Mutant {
  /// Whether the library is wrong, and not a backend.
  var isOfLibrary: Bool {
    switch means {
    case .library, .setting: true
    case .kernels, .backend: false
    }
  }
}

/// What rules of derivatives and batches have a part in.
private enum ProgramTransform: CaseIterable {
  case gradient, tangents, batch

  func program(
    _ program: Program, _ operands: [HostTensor]
  ) throws -> (Program, [HostTensor]) {
    switch self {
    case .gradient:
      let result = program.main?.block.resultTypes.first ?? TensorType(.f32)
      return (try program.grad(cotangent: true), operands + [Self.counted(result)])
    case .tangents:
      let moving = operands.map(\.type).filter(\.dtype.isDifferentiable)
      return (try program.jvp(), operands + moving.map(Self.counted))
    case .batch: return (try program.vmap(axisSize: 2), operands.map(\.twice))
    }
  }

  func results(_ program: Program, _ operands: [HostTensor]) throws -> [HostTensor] {
    let (transformed, operands) = try self.program(program, operands)
    return try ReferenceBackend().compile(transformed).run(operands).map { try $0.host() }
  }

  /// 1, 2, 3, …: directions in which no element is like another.
  private static func counted(_ type: TensorType) -> HostTensor {
    let count = type.count * (type.dtype.isComplex ? 2 : 1)
    return HostTensor(type, parts: (0..<count).map { Double($0 + 1) })
  }
}

extension HostTensor {
  /// This and its elements from last to first, along a new first axis.
  fileprivate var twice: HostTensor {
    guard dtype.isElement else { return self }
    let count = self.count
    return picking(type.with(shape: [2] + shape)) { $0 < count ? $0 : 2 * count - 1 - $0 }
  }
}
