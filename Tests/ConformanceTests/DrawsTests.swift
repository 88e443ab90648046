import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct DrawsTests {
  private func floats(_ values: [Double], _ shape: [Int]) -> HostTensor {
    HostTensor(TensorType(.f32, shape), doubles: values)
  }

  @Test func `uniform numbers lie from a up to b, which is never drawn`() {
    let bounds = [floats([-1], []), floats([2], [])]
    #expect(Draws.problem(bounds, floats([-1, 0, 1.5], [3])).isEmpty)
    let message = "2 at [1] is not in the interval from -1.0 to 2.0"
    #expect(Draws.problem(bounds, floats([0, 2, 1], [3])) == message)
    #expect(!Draws.problem(bounds, floats([.nan], [1])).isEmpty)
  }

  @Test func `where b is not above a, a is drawn`() {
    let bounds = [floats([3], []), floats([3], [])]
    #expect(Draws.problem(bounds, floats([3, 3], [2])).isEmpty)
    #expect(!Draws.problem(bounds, floats([3, 2.5], [2])).isEmpty)
  }
}
