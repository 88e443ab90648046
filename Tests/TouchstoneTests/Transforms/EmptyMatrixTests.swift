import Testing

@testable import Touchstone

/// Rules where there is nothing to factorize.
@Suite struct EmptyMatrixTests {
  @Test(arguments: [[0, 0], [0, 4, 4], [2, 0, 0], [0, 3], [3, 0], [0, 3, 2]])
  func `factorizations of empty matrices have derivatives, as empty as they`(
    _ shape: [Int]
  ) throws {
    var operations: [any Primitive] = [
      LU(), QR(fullMatrices: false), SVD(fullMatrices: false), HouseholderQR(),
    ]
    if shape[shape.count - 1] == shape[shape.count - 2] {
      operations +=
        [Eigh(lower: true), Eig(computesLeft: true, computesRight: true), Cholesky(lower: true)]
        as [any Primitive]
    }
    let type = TensorType(.f64, shape)
    for operation in operations {
      let block = try Recorder.record([type]) { try apply(operation, $0) }
      let program = try Program(main: block).jvp()
      let x = HostTensor.full(type, 0)
      let results = try ReferenceBackend().compile(program).run([x, x])
      #expect(results.count >= block.results.count, "\(operation)")
      #expect(results.prefix(block.results.count).map(\.type) == block.resultTypes, "\(operation)")
    }
  }

  @Test(arguments: ["getrf", "geqp3"])
  func `calls of LAPACK on empty matrices have derivatives too`(_ routine: String) throws {
    let operands = routine == "getrf" ? "%x" : "%x, %p"
    let types = routine == "getrf" ? "tensor<0x3xf64>" : "tensor<0x3xf64>, tensor<3xi32>"
    let results =
      routine == "getrf"
      ? "tensor<0x3xf64>, tensor<0xi32>, tensor<i32>"
      : "tensor<0x3xf64>, tensor<3xi32>, tensor<0xf64>"
    let program = try Program(
      text: """
        func.func @main(%x: tensor<0x3xf64>) -> tensor<0x3xf64> {
          %p = stablehlo.constant dense<0> : tensor<3xi32>
          %0:3 = stablehlo.custom_call @lapack_d\(routine)_ffi(\(operands)) : (\(types)) -> (\(results))
          return %0#0 : tensor<0x3xf64>
        }
        """)
    let x = HostTensor.full(TensorType(.f64, [0, 3]), 0)
    let values = try ReferenceBackend().compile(try program.jvp()).run([x, x])
    #expect(values.map(\.type) == [x.type, x.type])
  }

  @Test func `the greatest elements pass their tangents on, approximate or not`() throws {
    let program = try Program(
      text: """
        func.func private @greater(
            %a: tensor<f64>, %b: tensor<f64>, %i: tensor<i32>, %j: tensor<i32>) -> tensor<i1> {
          %0 = stablehlo.compare GT, %a, %b : (tensor<f64>, tensor<f64>) -> tensor<i1>
          return %0 : tensor<i1>
        }
        func.func @main(%x: tensor<2x4xf64>) -> tensor<2x2xf64> {
          %i = stablehlo.iota dim = 1 : tensor<2x4xi32>
          %least = stablehlo.constant dense<0xFFF0000000000000> : tensor<f64>
          %none = stablehlo.constant dense<-1> : tensor<i32>
          %0:2 = stablehlo.custom_call @ApproxTopK(%x, %i, %least, %none) {
            called_computations = [@greater],
            mhlo.backend_config = {
              aggregate_to_topk = true, recall_target = 0.95 : f32, reduction_dim = 1 : i64,
              reduction_input_size_override = -1 : i64, top_k = 2 : i64}
          } : (tensor<2x4xf64>, tensor<2x4xi32>, tensor<f64>, tensor<i32>)
            -> (tensor<2x2xf64>, tensor<2x2xi32>)
          return %0#0 : tensor<2x2xf64>
        }
        """)
    let x = HostTensor(TensorType(.f64, [2, 4]), doubles: [3, 9, 1, 7, -5, -2, -8, -3])
    let dx = HostTensor(x.type, doubles: [1, 2, 3, 4, 5, 6, 7, 8])
    let ct = HostTensor(TensorType(.f64, [2, 2]), doubles: [10, 20, 30, 40])
    let backend = ReferenceBackend()
    let forward = try backend.compile(try program.jvp()).run([x, dx]).map { try $0.host() }
    #expect(forward.map(\.doubles) == [[9, 7, -2, -3], [2, 4, 6, 8]])
    let gradient = try backend.compile(try program.grad(cotangent: true)).run([x, ct])
    #expect(try gradient[0].host().doubles == [0, 10, 0, 20, 0, 30, 0, 40])
  }
}
