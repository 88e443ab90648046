import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct LoopTests {
  @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 257, 40_000])
  func `a chain of operations gives the reference's numbers at any size`(_ count: Int) throws {
    let type = "tensor<\(count)xf32>"
    let text = """
      func.func @main(%a: \(type), %b: \(type)) -> (\(type), \(type)) {
        %0 = stablehlo.multiply %a, %b : \(type)
        %1 = stablehlo.add %0, %a : \(type)
        %2 = stablehlo.maximum %1, %b : \(type)
        return %1, %2 : \(type), \(type)
      }
      """
    let a = wholeNumbers(TensorType(.f32, [count]))
    let b = wholeNumbers(TensorType(.f32, [count]))
    #expect(try run(text, [a, b]) == expected(text, [a, b]))
  }

  @Test(
    arguments: [
      DType.i1, .i8, .i16, .i32, .i64, .ui8, .ui16, .ui32, .ui64, .bf16, .f16, .f32, .f64,
    ])
  func `sums along rows and down columns are exact on whole numbers`(_ dtype: DType) throws {
    for (rows, columns) in [(1, 1), (1, 40), (3, 7), (5, 16), (37, 64), (64, 130), (2, 1000)] {
      let type = "tensor<\(rows)x\(columns)x\(dtype)>"
      let (row, column) = ("tensor<\(rows)x\(dtype)>", "tensor<\(columns)x\(dtype)>")
      let scalar = "tensor<\(dtype)>"
      let zero = dtype == .i1 ? "false" : dtype.isFloat ? "0.0" : "0"
      let text = """
        func.func @main(%x: \(type)) -> (\(row), \(column), \(scalar)) {
          %z = stablehlo.constant dense<\(zero)> : \(scalar)
          %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1] : (\(type), \(scalar)) -> \(row)
          %1 = stablehlo.reduce(%x init: %z) applies stablehlo.maximum across dimensions = [0] : (\(type), \(scalar)) -> \(column)
          %2 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [0, 1] : (\(type), \(scalar)) -> \(scalar)
          return %0, %1, %2 : \(row), \(column), \(scalar)
        }
        """
      let x = wholeNumbers(TensorType(dtype, [rows, columns]))
      #expect(try run(text, [x]) == expected(text, [x]), "\(rows) by \(columns)")
    }
  }

  @Test func `what is seen transposed, repeated, cut or backward is read where it lies`() throws {
    let text = """
      func.func @main(%a: tensor<6x20xi32>, %b: tensor<6xi32>, %c: tensor<20x6xi32>)
          -> (tensor<6x20xi32>, tensor<3x10xi32>, tensor<120xi32>) {
        %0 = stablehlo.broadcast_in_dim %b, dims = [0] : (tensor<6xi32>) -> tensor<6x20xi32>
        %1 = stablehlo.transpose %c, dims = [1, 0] : (tensor<20x6xi32>) -> tensor<6x20xi32>
        %2 = stablehlo.add %a, %0 : tensor<6x20xi32>
        %3 = stablehlo.subtract %2, %1 : tensor<6x20xi32>
        %4 = stablehlo.slice %a [1:6:2, 0:20:2] : (tensor<6x20xi32>) -> tensor<3x10xi32>
        %5 = stablehlo.reverse %4, dims = [0, 1] : tensor<3x10xi32>
        %6 = stablehlo.multiply %5, %4 : tensor<3x10xi32>
        %7 = stablehlo.reshape %3 : (tensor<6x20xi32>) -> tensor<120xi32>
        %8 = stablehlo.iota dim = 0 : tensor<120xi32>
        %9 = stablehlo.multiply %7, %8 : tensor<120xi32>
        return %3, %6, %9 : tensor<6x20xi32>, tensor<3x10xi32>, tensor<120xi32>
      }
      """
    let arguments = [
      wholeNumbers(TensorType(.i32, [6, 20])), wholeNumbers(TensorType(.i32, [6])),
      wholeNumbers(TensorType(.i32, [20, 6])),
    ]
    #expect(try run(text, arguments) == expected(text, arguments))
  }

  @Test func `NaN, both zeros and subnormals stay what they are`() throws {
    let type = "tensor<8xf32>"
    let text = """
      func.func @main(%a: \(type), %b: \(type)) -> (\(type), \(type), \(type)) {
        %0 = stablehlo.maximum %a, %b : \(type)
        %1 = stablehlo.minimum %a, %b : \(type)
        %2 = stablehlo.add %a, %b : \(type)
        return %0, %1, %2 : \(type), \(type), \(type)
      }
      """
    let tiny = Float.leastNonzeroMagnitude
    let a = floats([8], [0, -0.0, .nan, 1, tiny, -tiny, .infinity, -0.0])
    let b = floats([8], [-0.0, 0, 1, .nan, tiny, tiny, -.infinity, -0.0])
    let results = try run(text, [a, b])
    for (result, truth) in zip(results, try expected(text, [a, b])) {
      for (x, y) in zip(result.singles, truth.singles) {
        let isSame = x.isNaN ? y.isNaN : x.bitPattern == y.bitPattern
        #expect(isSame)
      }
    }
  }

  @Test func `integers wrap, and dividing by zero is defined in every lane`() throws {
    let type = "tensor<5xi32>"
    let text = """
      func.func @main(%a: \(type), %b: \(type)) -> (\(type), \(type), \(type)) {
        %0 = stablehlo.divide %a, %b : \(type)
        %1 = stablehlo.remainder %a, %b : \(type)
        %2 = stablehlo.multiply %a, %b : \(type)
        return %0, %1, %2 : \(type), \(type), \(type)
      }
      """
    let a = HostTensor(TensorType(.i32, [5]), signed: [7, -7, -2_147_483_648, 2_147_483_647, 5])
    let b = HostTensor(TensorType(.i32, [5]), signed: [0, 2, -1, 3, 0])
    #expect(try run(text, [a, b]) == expected(text, [a, b]))
  }

  // Every step reads the one before twice: there are 2 to the 40 ways back through the row.
  @Test(.timeLimit(.minutes(1)))
  func `long chains of values that are used twice are compiled in no time`() throws {
    let type = "tensor<9x50xf32>"
    let steps = (0..<40).map { "%c\($0 + 1) = stablehlo.multiply %c\($0), %c\($0) : \(type)" }
    let text = """
      func.func @main(%x: \(type)) -> \(type) {
        %z = stablehlo.constant dense<0.0> : tensor<f32>
        %c0 = stablehlo.negate %x : \(type)
        \(steps.joined(separator: "\n  "))
        %s = stablehlo.reduce(%c40 init: %z) applies stablehlo.add across dimensions = [1] : (\(type), tensor<f32>) -> tensor<9xf32>
        %b = stablehlo.broadcast_in_dim %s, dims = [0] : (tensor<9xf32>) -> \(type)
        %r = stablehlo.subtract %c40, %b : \(type)
        return %r : \(type)
      }
      """
    let x = floats([9, 50], (0..<450).map { Float($0 % 3) - 1 })
    #expect(try run(text, [x]) == expected(text, [x]))
  }

  @Test func `a softmax is one loop, and a normalization another`() throws {
    let type = "tensor<9x50xf32>"
    let text = """
      func.func @main(%x: \(type)) -> \(type) {
        %n = stablehlo.constant dense<0xFF800000> : tensor<f32>
        %z = stablehlo.constant dense<0.0> : tensor<f32>
        %0 = stablehlo.reduce(%x init: %n) applies stablehlo.maximum across dimensions = [1] : (\(type), tensor<f32>) -> tensor<9xf32>
        %1 = stablehlo.broadcast_in_dim %0, dims = [0] : (tensor<9xf32>) -> \(type)
        %2 = stablehlo.subtract %x, %1 : \(type)
        %3 = stablehlo.exponential %2 : \(type)
        %4 = stablehlo.reduce(%3 init: %z) applies stablehlo.add across dimensions = [1] : (\(type), tensor<f32>) -> tensor<9xf32>
        %5 = stablehlo.broadcast_in_dim %4, dims = [0] : (tensor<9xf32>) -> \(type)
        %6 = stablehlo.divide %3, %5 : \(type)
        return %6 : \(type)
      }
      """
    let (plan, kernels) = try plan(text)
    #expect(plan.kernelCount == 1)
    #expect(kernels.count == 1)
    let x = floats([9, 50], (0..<450).map { Float($0 % 13) - 6 })
    #expect(try problems(text, [x]) == [])
  }

  @Test func `equal loops are compiled once`() throws {
    let text = """
      func.func @main(%a: tensor<100xf32>, %b: tensor<7x9xf32>) -> (tensor<100xf32>, tensor<7x9xf32>) {
        %0 = stablehlo.exponential %a : tensor<100xf32>
        %1 = stablehlo.exponential %b : tensor<7x9xf32>
        return %0, %1 : tensor<100xf32>, tensor<7x9xf32>
      }
      """
    let (plan, kernels) = try plan(text)
    #expect(plan.kernelCount == 2)
    #expect(kernels.count == 1)
  }
}
