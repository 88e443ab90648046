import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct WindowTests {
  private func pooled(_ operation: String, _ start: String, padding: String, _ rows: Int) -> String
  {
    """
    func.func @main(%x: tensor<2x6x7x9xf32>) -> tensor<2x\(rows)x\(rows)x9xf32> {
      %s = stablehlo.constant dense<\(start)> : tensor<f32>
      %0 = "stablehlo.reduce_window"(%x, %s) <{window_dimensions = array<i64: 1, 2, 3, 1>, window_strides = array<i64: 1, 2, 2, 1>, padding = dense<\(padding)> : tensor<4x2xi64>}> ({
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %1 = stablehlo.\(operation) %a, %b : tensor<f32>
        stablehlo.return %1 : tensor<f32>
      }) : (tensor<2x6x7x9xf32>, tensor<f32>) -> tensor<2x\(rows)x\(rows)x9xf32>
      return %0 : tensor<2x\(rows)x\(rows)x9xf32>
    }
    """
  }

  @Test(
    arguments: [
      ("maximum", "0xFF800000", "0", 3), ("minimum", "0x7F800000", "0", 3), ("add", "1.0", "0", 3),
      ("maximum", "0xFF800000", "[[0, 0], [1, 2], [1, 1], [0, 0]]", 4),
      ("maximum", "2.0", "[[0, 0], [2, 0], [0, 2], [0, 0]]", 4),
      ("add", "0.0", "[[0, 0], [1, 2], [1, 1], [0, 0]]", 4),
    ])
  func `pooling in loops gives the reference's numbers`(
    _ operation: String, _ start: String, _ padding: String, _ rows: Int
  ) throws {
    let text = pooled(operation, start, padding: padding, rows)
    var numbers = wholeNumbers(TensorType(.f32, [2, 6, 7, 9])).singles
    #expect(
      try run(text, [floats([2, 6, 7, 9], numbers)])
        == expected(text, [floats([2, 6, 7, 9], numbers)]))
    (numbers[10], numbers[100], numbers[101]) = (.nan, -0.0, 0)
    let x = floats([2, 6, 7, 9], numbers)
    for (a, b) in zip(try run(text, [x])[0].singles, try expected(text, [x])[0].singles) {
      let isSame = a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
      #expect(isSame)
    }
  }

  @Test(arguments: ["GE", "GT", "LE", "LT"])
  func `gradients of pooling go to the element that the window selects`(_ direction: String) throws
  {
    let text = """
      func.func @main(%x: tensor<2x4x6x9xf32>, %y: tensor<2x2x2x9xf32>, %s: tensor<f32>) -> tensor<2x4x6x9xf32> {
        %0 = "stablehlo.select_and_scatter"(%x, %y, %s) <{window_dimensions = array<i64: 1, 2, 3, 1>, window_strides = array<i64: 1, 2, 3, 1>}> ({
        ^bb0(%a: tensor<f32>, %b: tensor<f32>):
          %1 = stablehlo.compare \(direction), %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
          stablehlo.return %1 : tensor<i1>
        }, {
        ^bb0(%a: tensor<f32>, %b: tensor<f32>):
          %1 = stablehlo.add %a, %b : tensor<f32>
          stablehlo.return %1 : tensor<f32>
        }) : (tensor<2x4x6x9xf32>, tensor<2x2x2x9xf32>, tensor<f32>) -> tensor<2x4x6x9xf32>
        return %0 : tensor<2x4x6x9xf32>
      }
      """
    // Ties, NaN in every place of a window, and both zeros.
    var numbers = (0..<432).map { Float($0 * 5 % 4) }
    for (i, place) in stride(from: 0, to: 432, by: 17).enumerated() {
      numbers[place] = [.nan, 0, -0.0, .infinity, -.infinity][i % 5]
    }
    let updates = floats([2, 2, 2, 9], (0..<72).map { $0 == 5 ? -0.0 : Float($0) })
    for start: Float in [0, -0.0, 2] {
      let x = [floats([2, 4, 6, 9], numbers), updates, floats([], [start])]
      #expect(
        try run(text, x)[0].singles.map(\.bitPattern)
          == expected(text, x)[0].singles.map(\.bitPattern))
    }
    #expect(
      try plan(text).plan.points.allSatisfy { if case .kernel = $0.step { true } else { false } })
  }
}
