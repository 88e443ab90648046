import Testing

@testable import Touchstone

@Suite struct WindowRuleTests {
  struct Setting: Sendable, CustomStringConvertible {
    var shape = [7]
    var size = [3]
    var strides: [Int]?
    var baseDilations: [Int]?
    var dilations: [Int]?
    var padding: [[Int]]?
    var description: String {
      "\(shape) by \(size), strides \(strides ?? []), dilations \(baseDilations ?? []) and "
        + "\(dilations ?? []), padding \(padding ?? [])"
    }
    func reduced(_ x: Tensor, _ initial: Tensor, _ body: (Tensor, Tensor) -> Tensor) -> Tensor {
      reduceWindow(
        x, initial, windowDimensions: size, windowStrides: strides, baseDilations: baseDilations,
        windowDilations: dilations, padding: padding, body: body)
    }
  }

  static let settings = [
    Setting(), Setting(strides: [2]), Setting(dilations: [2]), Setting(padding: [[2, 1]]),
    Setting(padding: [[-1, 2]]), Setting(baseDilations: [2]),
    Setting(strides: [2], baseDilations: [3], dilations: [2], padding: [[1, -2]]),
    Setting(shape: [5], size: [5], padding: [[4, 0]]), Setting(shape: [2], size: [3]),
    Setting(shape: [0], size: [2], padding: [[2, 1]]), Setting(shape: [4], size: [1], strides: [2]),
    Setting(shape: [3, 4], size: [2, 2], strides: [1, 2], padding: [[0, 1], [1, 1]]),
    Setting(
      shape: [2, 3, 2], size: [2, 2, 2], strides: [1, 2, 1], baseDilations: [1, 2, 2],
      dilations: [1, 2, 1], padding: [[1, 0], [0, 1], [0, 0]]),
  ]

  @Test(arguments: settings)
  func `windows of`(_ s: Setting) {
    let x = sample(s.shape)
    expectRules("sum of \(s)", at: [x]) { [s.reduced($0[0], double(0.0)) { $0 + $1 }] }
    expectRules("max of \(s)", at: [x]) {
      [s.reduced($0[0], double(-Double.infinity)) { maximum($0, $1) }]
    }
    expectRules("min of \(s)", at: [x, double(0.3)]) {
      [s.reduced($0[0], $0[1]) { minimum($0, $1) }]
    }
    expectRules("sum from a value of \(s)", at: [x, double(0.5)]) {
      [s.reduced($0[0], $0[1]) { $0 + $1 }]
    }
    expectRules("product of \(s)", at: [x, double(0.75)]) {
      [s.reduced($0[0], $0[1]) { $0 * $1 }]
    }
  }

  @Test func `any body over windows, with what it uses from outside`() {
    let s = Setting(shape: [4], size: [3], padding: [[2, 0]])
    expectRules("exponentials", at: [sample([4]), double(-2.0), double(0.5)]) { x in
      [s.reduced(x[0], x[1]) { log(exp($0) + x[2] * exp($1)) }]
    }
    expectRules("a selection", at: [sample([4]), double(-0.25)]) { x in
      [s.reduced(x[0], x[1]) { select(greater($0, $1), $0, $1) }]
    }
  }

  @Test func `the first of equal elements gets the whole gradient of a window`() throws {
    let x = Tensor([1, 1, 1, 0] as [Double])
    let found = try gradients([x]) {
      [
        reduceWindow($0[0], double(-Double.infinity), windowDimensions: [2]) { maximum($0, $1) }
      ]
    }
    #expect(try found[0].scalars(as: Double.self) == [1, 1, 1, 0])
  }

  @Test func `the gradient of pooling is one select_and_scatter`() throws {
    let block = try Flat.record(
      { x in
        let (_, map) = try Flat.linearize(
          {
            [
              reduceWindow($0[0], double(-Double.infinity), windowDimensions: [2]) {
                maximum($0, $1)
              }
            ]
          }, [x[0]])
        return [try map.transposed([x[1]])[0] ?? .invalid]
      }, [TensorType(.f64, [5]), TensorType(.f64, [4])]
    ).block
    #expect(block.equations.compactMap { $0.operation as? SelectAndScatter }.count == 1)
    #expect(!block.equations.contains { $0.operation is Scatter })
  }

  @Test func `values sent to the elements selected`() {
    func spread(
      _ x: [Tensor], _ scatter: (Tensor, Tensor) throws -> Tensor
    ) -> [Tensor] {
      [
        selectAndScatter(
          x[0], x[1], x[2], windowDimensions: [2, 3], windowStrides: [1, 2],
          padding: [[0, 1], [1, 1]], select: { greaterEqual($0, $1) }, scatter: scatter)
      ]
    }
    let x = [sample([2, 4]), sample([2, 2], 2), double(0.5)]
    expectRules("added", at: x) { spread($0) { $0 + $1 } }
    expectRules("by another body", at: x) { spread($0) { $0 + $1 * 1 + 0 } }
    expectRules("with a body that uses more", at: x + [double(0.25)]) { x in
      spread(x) { $0 + $1 * x[3] }
    }
  }
}
