import Testing
import Touchstone

/// What stops a gradient in a program still stops it in what is made of the program, printed and read
/// again.
@Suite struct PrintedStopTests {
  /// x² · stop_gradient(x²).
  private let text = """
    func.func @main(%x: tensor<f64>) -> tensor<f64> {
      %0 = stablehlo.multiply %x, %x : tensor<f64>
      %1 = "touchstone.stop_gradient"(%0) : (tensor<f64>) -> tensor<f64>
      %2 = stablehlo.multiply %0, %1 : tensor<f64>
      return %2 : tensor<f64>
    }
    """

  private func printed(_ program: Program) throws -> Program { try Program(text: program.text()) }
  private func run(_ program: Program, _ x: HostTensor...) throws -> [Double] {
    try ReferenceBackend().compile(program).run(x).flatMap { try $0.host().doubles }
  }

  @Test func `a second derivative does not go through it`() throws {
    let x = HostTensor(TensorType(.f64), doubles: [3])
    let first = try printed(Program(text: text).grad())
    #expect(try run(first, x) == [54])
    #expect(try run(printed(first.grad()), x) == [18])
  }

  @Test func `a batch and a gradient go together in either order`() throws {
    let program = try Program(text: text)
    let row = TensorType(.f64, [2])
    let (x, ones) = (
      HostTensor(row, doubles: [3, 5]), HostTensor(row, doubles: [1, 1])
    )
    let batchFirst = try printed(program.vmap(axisSize: 2)).grad(cotangent: true)
    let gradientFirst = try printed(program.grad(cotangent: true)).vmap(axisSize: 2)
    #expect(try run(printed(batchFirst), x, ones) == [54, 250])
    #expect(try run(printed(gradientFirst), x, ones) == [54, 250])
  }
}
