import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct ProductLayoutTests {
  /// The text of a product, and of its result transposed.
  private func text(
    _ a: [Int], _ b: [Int], batching: Int, contracting: (Int, Int), permutation: [Int],
    also: Bool = false
  ) -> String {
    func type(_ shape: [Int]) -> String {
      "tensor<" + shape.map { "\($0)x" }.joined() + "f32>"
    }
    let batch = Array(0..<batching)
    let free = { (shape: [Int], contracted: Int) in
      shape.indices.filter { $0 >= batching && $0 != contracted }.map { shape[$0] }
    }
    let product = batch.map { a[$0] } + free(a, contracting.0) + free(b, contracting.1)
    let turned = permutation.map { product[$0] }
    let batches = batch.isEmpty ? "" : "batching_dims = \(batch) x \(batch), "
    return """
      func.func @main(%a: \(type(a)), %b: \(type(b))) -> (\(type(turned))\(also ? ", \(type(product))" : "")) {
        %0 = stablehlo.dot_general %a, %b, \(batches)contracting_dims = [\(contracting.0)] x [\(contracting.1)] : (\(type(a)), \(type(b))) -> \(type(product))
        %1 = stablehlo.transpose %0, dims = \(permutation) : (\(type(product))) -> \(type(turned))
        return %1\(also ? ", %0" : "") : \(type(turned))\(also ? ", \(type(product))" : "")
      }
      """
  }

  struct Example: Sendable, CustomStringConvertible {
    let a, b: [Int]
    var batching = 0
    let contracting: (Int, Int)
    let permutation: [Int]
    /// Whether BLAS can write the result where the transpose shows it.
    var isWritten = true
    var description: String { "\(a) by \(b) as \(permutation)" }
  }

  private static let examples = [
    Example(a: [5, 7], b: [7, 3], contracting: (1, 0), permutation: [1, 0]),
    Example(a: [7, 5], b: [3, 7], contracting: (0, 1), permutation: [1, 0]),
    Example(a: [1, 7], b: [7, 3], contracting: (1, 0), permutation: [1, 0]),
    Example(a: [5, 7], b: [7, 1], contracting: (1, 0), permutation: [1, 0]),
    Example(a: [1, 1], b: [1, 1], contracting: (1, 0), permutation: [1, 0]),
    Example(a: [200, 70], b: [70, 300], contracting: (1, 0), permutation: [1, 0]),
    Example(a: [2, 3, 4], b: [4, 5, 6], contracting: (2, 0), permutation: [2, 3, 0, 1]),
    Example(
      a: [2, 3, 4], b: [4, 5, 6], contracting: (2, 0), permutation: [0, 2, 1, 3],
      isWritten: false),
    Example(
      a: [2, 3, 4, 5], b: [2, 3, 5, 6], batching: 2, contracting: (3, 2),
      permutation: [0, 2, 1, 3]),
    Example(
      a: [2, 3, 4, 5], b: [2, 3, 5, 6], batching: 2, contracting: (3, 2),
      permutation: [3, 1, 0, 2]),
    Example(
      a: [2, 3, 4, 5], b: [2, 3, 5, 6], batching: 2, contracting: (3, 2),
      permutation: [2, 3, 1, 0], isWritten: false),
  ]

  @Test(arguments: examples)
  func `a product is written where a transpose shows it`(_ example: Example) throws {
    let text = text(
      example.a, example.b, batching: example.batching, contracting: example.contracting,
      permutation: example.permutation)
    let x = [example.a, example.b].map { wholeNumbers(TensorType(.f32, $0)) }
    #expect(try run(text, x) == expected(text, x))
    let steps = try plan(text).plan.points.count
    #expect((steps == 1) == example.isWritten)
  }

  @Test func `a product that is also read as it comes is written once and then turned`() throws {
    let text = text(
      [5, 7], [7, 3], batching: 0, contracting: (1, 0), permutation: [1, 0], also: true)
    let x = [wholeNumbers(TensorType(.f32, [5, 7])), wholeNumbers(TensorType(.f32, [7, 3]))]
    #expect(try run(text, x) == expected(text, x))
  }

  @Test func `two transposes one after the other are left out both`() throws {
    let text = """
      func.func @main(%a: tensor<5x7xf32>, %b: tensor<7x3xf32>) -> tensor<5x3xf32> {
        %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<5x7xf32>, tensor<7x3xf32>) -> tensor<5x3xf32>
        %1 = stablehlo.transpose %0, dims = [1, 0] : (tensor<5x3xf32>) -> tensor<3x5xf32>
        %2 = stablehlo.transpose %1, dims = [1, 0] : (tensor<3x5xf32>) -> tensor<5x3xf32>
        return %2 : tensor<5x3xf32>
      }
      """
    let x = [wholeNumbers(TensorType(.f32, [5, 7])), wholeNumbers(TensorType(.f32, [7, 3]))]
    #expect(try run(text, x) == expected(text, x))
    #expect(try plan(text).plan.points.count == 1)
  }
}
