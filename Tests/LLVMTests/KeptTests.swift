import LLVMBackend
import Synchronization
import Testing
import Touchstone

/// What an operation keeps of its operands beyond the time it runs.
@Suite(.enabled(if: hasLLVM, whyAbsent))
struct KeptTests {
  private final class Outcomes: CheckSink {
    let all = Mutex<[CheckOutcome]>([])
    func record(_ outcome: CheckOutcome) { all.withLock { $0.append(outcome) } }
  }

  @Test func `what a check found is not overwritten by what runs after it`() throws {
    let text = """
      func.func @main() -> tensor<64xf32> {
        %x = stablehlo.iota dim = 0 : tensor<64xf32>
        %0 = stablehlo.add %x, %x : tensor<64xf32>
        %1 = stablehlo.multiply %0, %0 : tensor<64xf32>
        check.expect_eq_const %1, dense<1.0> : tensor<64xf32>
        %2 = stablehlo.sine %0 : tensor<64xf32>
        %3 = stablehlo.dot_general %2, %2, contracting_dims = [] x [] : (tensor<64xf32>, tensor<64xf32>) -> tensor<64x64xf32>
        %4 = stablehlo.dot_general %3, %2, contracting_dims = [1] x [0] : (tensor<64x64xf32>, tensor<64xf32>) -> tensor<64xf32>
        %5 = stablehlo.cosine %4 : tensor<64xf32>
        return %5 : tensor<64xf32>
      }
      """
    let outcomes = Outcomes()
    let executable = try LLVMBackend().compile(Program(text: text))
    for _ in 0..<2 { _ = try executable.run([], RunOptions(checks: outcomes)) }
    let found = outcomes.all.withLock { $0.compactMap { $0.disagreement?.actual } }
    #expect(found.count == 2)
    for actual in found {
      #expect(actual.doubles == (0..<64).map { 4 * Double($0 * $0) })
    }
  }

  @Test func `what a Swift function was given is not overwritten`() throws {
    final class Given: Sendable { let all = Mutex<[HostTensor]>([]) }
    let given = Given()
    try withBackend(LLVMBackend()) {
      let f = jit { (x: Tensor) -> Tensor in
        let square = x * x
        let same = pureCallback(
          { values in
            given.all.withLock { $0 += values }
            return values
          }, [TensorType(.f32, [64])], [square])[0]
        return matmul(sin(same), cos(same)) + x
      }
      for factor in [1, 2] as [Float] {
        _ = try f(Tensor([Float](repeating: factor, count: 64), shape: [64])).host()
      }
    }
    #expect(
      given.all.withLock { $0.map(\.doubles) } == [1, 4].map { [Double](repeating: $0, count: 64) })
  }
}
