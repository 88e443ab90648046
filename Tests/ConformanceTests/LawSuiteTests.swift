import AllBackends
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct LawSuiteTests {
  @Test func `every primitive with a derivative is tried, or listed with a reason`() throws {
    let repository = try Repository.find()
    #expect(LawCoverage.problems(try repository.caseFiles()) == [])
  }

  @Test func `points are the same at every run and differ between seeds`() throws {
    for sample in LawSamples.primitives {
      let first = try sample.point(0).map { try $0.host() }
      #expect(try sample.point(0).map { try $0.host() } == first, "\(sample.operation)")
      let isDrawn = first.contains { $0.count > 0 && $0.dtype.isDifferentiable }
      if isDrawn {
        #expect(try sample.point(1).map { try $0.host() } != first, "\(sample.operation)")
      }
    }
  }

  @Test func `drawn numbers keep apart and away from zero`() throws {
    for seed in 0..<20 {
      let draw = Draw(seed: seed)
      let numbers = try draw.numbers([4, 5]).host().doubles.sorted()
      #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 - $0 > 0.02 })
      #expect(numbers.allSatisfy { abs($0) > 0.02 && abs($0) < 2.2 })
      let grid = try draw.grid([7]).host().doubles
      #expect(grid.allSatisfy { abs($0 * 8 - ($0 * 8).rounded()) > 0.2 })
    }
  }

  /// The laws that a function with this derivative breaks.
  private func broken(
    _ tangent: @escaping @Sendable (_ x: Tensor, _ dx: Tensor) -> Tensor
  ) -> Set<String> {
    let sample = LawSample("wrong", at: { [$0.numbers([3])] }) {
      [customJVP({ sin($0) }, jvp: { x, dx in (sin(x), tangent(x, dx)) })($0[0])]
    }
    let suite = LawSuite([sample], operation: "wrong", points: 1)
    #expect(suite.samples.count == 1)
    let outcomes = suite.outcomes(on: ReferenceBackend())
    #expect(outcomes.allSatisfy { $0.passed + $0.failed == 1 })
    return Set(outcomes.filter { $0.failed > 0 }.map(\.law))
  }

  @Test func `a right derivative passes and a wrong one fails`() {
    #expect(broken { x, dx in cos(x) * dx } == [])
    #expect(broken { x, dx in cos(x) * dx * 1.0001 }.contains("differences"))
    #expect(broken { x, dx in 1 - x * x / 2 + dx }.contains("linearity"))
    let secondOrder = broken { x, dx in stopGradient(cos(x)) * dx }
    #expect(secondOrder.contains("second order") && !secondOrder.contains("differences"))
  }

  @Test func `a batch that mixes members fails`() {
    let sample = LawSample("mixed", at: { [$0.numbers([3])] }) { x in
      // Under vmap the outermost function is run once for all: what it keeps, it keeps for all.
      [x[0] * Double(Counter.shared.next())]
    }
    let outcomes = LawSuite([sample], operation: "mixed", points: 1)
      .outcomes(on: ReferenceBackend())
    #expect(outcomes.first { $0.law == "vmap" }?.failed == 1)
    #expect(outcomes.first { $0.law == "jit" }?.failed == 1)
  }

  private final class Counter: @unchecked Sendable {
    // Sendable because only one test uses it.
    static let shared = Counter()
    private var count = 0
    func next() -> Int {
      count += 1
      return count
    }
  }
}
