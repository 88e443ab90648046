import Testing
import Touchstone

@testable import LLVMBackend

/// Reductions of dimensions in the middle: down the columns of each of several tables.
@Suite(.enabled(if: hasLLVM, whyAbsent))
struct MiddleReductionTests {
  private func text(_ shape: [Int], _ dimensions: [Int], _ dtype: String = "f32") -> String {
    let kept = shape.indices.filter { !dimensions.contains($0) }.map { shape[$0] }
    func type(_ shape: [Int]) -> String {
      "tensor<\((shape.map(String.init) + [dtype]).joined(separator: "x"))>"
    }
    let (whole, part, axes) = (type(shape), type(kept), dimensions.map(String.init))
    let zero = dtype.hasPrefix("f") || dtype.hasPrefix("bf") ? "0.0" : "0"
    return """
      func.func @main(%x: \(whole)) -> (\(part), \(part), \(part)) {
        %z = stablehlo.constant dense<\(zero)> : tensor<\(dtype)>
        %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [\(axes.joined(separator: ", "))] : (\(whole), tensor<\(dtype)>) -> \(part)
        %1 = stablehlo.multiply %x, %x : \(whole)
        %2 = stablehlo.reduce(%1 init: %z) applies stablehlo.add across dimensions = [\(axes.joined(separator: ", "))] : (\(whole), tensor<\(dtype)>) -> \(part)
        %3 = stablehlo.reduce(%x init: %z) applies stablehlo.maximum across dimensions = [\(axes.joined(separator: ", "))] : (\(whole), tensor<\(dtype)>) -> \(part)
        return %0, %2, %3 : \(part), \(part), \(part)
      }
      """
  }

  struct Table: Sendable {
    let shape: [Int]
    let dimensions: [Int]
  }

  @Test(
    arguments: [
      Table(shape: [3, 5, 7], dimensions: [1]), Table(shape: [2, 2, 1], dimensions: [1]),
      Table(shape: [3, 4, 5, 16], dimensions: [1, 2]), Table(shape: [5, 3, 17], dimensions: [1]),
      Table(shape: [2, 9, 64], dimensions: [1]), Table(shape: [3, 2, 65], dimensions: [1]),
      Table(shape: [2, 3, 96], dimensions: [1]), Table(shape: [2, 3, 130], dimensions: [1]),
      Table(shape: [2, 1, 3, 5, 2], dimensions: [2, 3]),
      Table(shape: [9, 11, 13, 64], dimensions: [1, 2]),
      Table(shape: [40, 50, 64], dimensions: [1]), Table(shape: [4, 3, 5, 2], dimensions: [0, 2]),
      Table(shape: [3, 0, 20], dimensions: [1]), Table(shape: [0, 3, 20], dimensions: [1]),
    ], ["f32", "bf16", "i32", "i8"])
  func `sums and largest are exact on whole numbers`(_ table: Table, _ dtype: String) throws {
    let text = text(table.shape, table.dimensions, dtype)
    let type = try #require(try Program(text: text).main).block.valueTypes[0]
    let x = wholeNumbers(type)
    #expect(try run(text, [x]) == expected(text, [x]))
  }

  @Test func `what goes down one table is one loop, which reads it once`() throws {
    let (plan, _) = try plan(text([32, 6, 7, 64], [1, 2]))
    #expect(plan.kernelCount == 1)
    #expect(plan.points.count == 1)
  }

  @Test func `NaN stays in its column, and zeros keep their sign`() throws {
    let text = text([2, 3, 20], [1])
    var numbers = [Float](repeating: -0.0, count: 120)
    numbers[23] = .nan
    numbers[64] = .infinity
    numbers[84] = -.infinity
    let x = floats([2, 3, 20], numbers)
    for (result, truth) in zip(try run(text, [x]), try expected(text, [x])) {
      for (a, b) in zip(result.singles, truth.singles) {
        #expect(a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern)
      }
    }
  }

  @Test func `what the table is made of may depend on the table, the row and the column`() throws {
    let (whole, part, row) = ("tensor<4x6x80xi32>", "tensor<4x80xi32>", "tensor<6xi32>")
    let text = """
      func.func @main(%x: \(whole), %m: \(part), %w: \(row)) -> (\(part), \(whole)) {
        %z = stablehlo.constant dense<3> : tensor<i32>
        %0 = stablehlo.broadcast_in_dim %m, dims = [0, 2] : (\(part)) -> \(whole)
        %1 = stablehlo.broadcast_in_dim %w, dims = [1] : (\(row)) -> \(whole)
        %2 = stablehlo.subtract %x, %0 : \(whole)
        %3 = stablehlo.multiply %2, %1 : \(whole)
        %4 = stablehlo.reduce(%3 init: %z) applies stablehlo.add across dimensions = [1] : (\(whole), tensor<i32>) -> \(part)
        return %4, %3 : \(part), \(whole)
      }
      """
    let x = [[4, 6, 80], [4, 80], [6]].map { wholeNumbers(TensorType(.i32, $0)) }
    #expect(try run(text, x) == expected(text, x))
  }
}
