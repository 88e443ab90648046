import ConformanceKit
import Testing
import Workers

@testable import OpenBLASBackend
@testable import Touchstone

/// Programs whose operations on elements are done together, piece by piece, against the same kernels
/// one after the other.
@Suite struct RunsTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let operands: [String]
  }

  static let samples = [
    Sample(
      testDescription: "a step of an optimizer",
      text: """
        func.func @main(%p: tensor<91x211xf32>, %m: tensor<91x211xf32>, %g: tensor<91x211xf32>, %r: tensor<f32>)
            -> (tensor<91x211xf32>, tensor<91x211xf32>, tensor<f32>) {
          %one = stablehlo.constant dense<1.0> : tensor<f32>
          %0 = stablehlo.broadcast_in_dim %r, dims = [] : (tensor<f32>) -> tensor<91x211xf32>
          %1 = stablehlo.subtract %g, %m : tensor<91x211xf32>
          %2 = stablehlo.subtract %one, %r : tensor<f32>
          %3 = stablehlo.multiply %1, %0 : tensor<91x211xf32>
          %4 = stablehlo.add %m, %3 : tensor<91x211xf32>
          %5 = stablehlo.broadcast_in_dim %2, dims = [] : (tensor<f32>) -> tensor<91x211xf32>
          %6 = stablehlo.multiply %4, %5 : tensor<91x211xf32>
          %7 = stablehlo.sqrt %6 : tensor<91x211xf32>
          %8 = stablehlo.subtract %p, %7 : tensor<91x211xf32>
          return %8, %4, %2 : tensor<91x211xf32>, tensor<91x211xf32>, tensor<f32>
        }
        """,
      operands: [
        "f32[91,211] random 1 special", "f32[91,211] random 2", "f32[91,211] random 3 special",
        "f32[] 0.25",
      ]),
    Sample(
      testDescription: "values that are used again, later and twice",
      text: """
        func.func @main(%a: tensor<16411xf32>, %b: tensor<16411xf32>)
            -> (tensor<16411xf32>, tensor<16411xf32>, tensor<16411xf32>, tensor<16411xi32>, tensor<16411xf32>) {
          %0 = stablehlo.multiply %a, %a : tensor<16411xf32>
          %1 = stablehlo.reverse %b, dims = [0] : tensor<16411xf32>
          %2 = stablehlo.add %0, %b : tensor<16411xf32>
          %3 = stablehlo.convert %2 : (tensor<16411xf32>) -> tensor<16411xi32>
          %4 = stablehlo.real %b : (tensor<16411xf32>) -> tensor<16411xf32>
          %5 = stablehlo.negate %2 : tensor<16411xf32>
          %6 = stablehlo.reverse %5, dims = [0] : tensor<16411xf32>
          %7 = stablehlo.add %6, %0 : tensor<16411xf32>
          %8 = stablehlo.maximum %7, %1 : tensor<16411xf32>
          return %8, %2, %8, %3, %4
            : tensor<16411xf32>, tensor<16411xf32>, tensor<16411xf32>, tensor<16411xi32>, tensor<16411xf32>
        }
        """,
      operands: ["f32[16411] random 4 special", "f32[16411] random 5 special"]),
    Sample(
      testDescription: "choices, scalars at every place, and a repeated scalar that is returned",
      text: """
        func.func @main(%a: tensor<3x5501xf64>, %p: tensor<i1>, %s: tensor<1x1xf64>)
            -> (tensor<3x5501xf64>, tensor<3x5501xf64>, tensor<3x5501xi1>) {
          %low = stablehlo.constant dense<-0.5> : tensor<f64>
          %high = stablehlo.constant dense<0.5> : tensor<f64>
          %0 = stablehlo.broadcast_in_dim %s, dims = [0, 1] : (tensor<1x1xf64>) -> tensor<3x5501xf64>
          %1 = stablehlo.clamp %low, %a, %high : (tensor<f64>, tensor<3x5501xf64>, tensor<f64>) -> tensor<3x5501xf64>
          %2 = stablehlo.select %p, %1, %0 : tensor<i1>, tensor<3x5501xf64>
          %3 = stablehlo.compare LT, %2, %a : (tensor<3x5501xf64>, tensor<3x5501xf64>) -> tensor<3x5501xi1>
          %4 = stablehlo.not %3 : tensor<3x5501xi1>
          return %2, %0, %4 : tensor<3x5501xf64>, tensor<3x5501xf64>, tensor<3x5501xi1>
        }
        """,
      operands: ["f64[3,5501] random 6 special", "i1[] true", "f64[1,1] random 7"]),
    Sample(
      testDescription: "results in the memory of each other's operands",
      text: """
        func.func @main(%a: tensor<20011xf32>, %b: tensor<20011xf32>)
            -> (tensor<20011xf32>, tensor<20011xf32>, tensor<20011xf32>) {
          %0 = stablehlo.add %a, %b : tensor<20011xf32>
          %1 = stablehlo.multiply %b, %0 : tensor<20011xf32>
          %2 = stablehlo.multiply %a, %0 : tensor<20011xf32>
          %3 = stablehlo.real %2 : (tensor<20011xf32>) -> tensor<20011xf32>
          return %1, %2, %3 : tensor<20011xf32>, tensor<20011xf32>, tensor<20011xf32>
        }
        """,
      operands: ["f32[20011] random 11 special", "f32[20011] random 12 special"]),
    Sample(
      testDescription: "few bits and complex numbers",
      text: """
        func.func @main(%a: tensor<8193xbf16>, %b: tensor<8193xi4>, %c: tensor<8193xf32>)
            -> (tensor<8193xbf16>, tensor<8193xi4>, tensor<8193xf32>, tensor<8193xcomplex<f32>>) {
          %0 = stablehlo.exponential %a : tensor<8193xbf16>
          %1 = stablehlo.add %0, %a : tensor<8193xbf16>
          %2 = stablehlo.multiply %b, %b : tensor<8193xi4>
          %3 = stablehlo.add %2, %b : tensor<8193xi4>
          %4 = stablehlo.complex %c, %c : tensor<8193xcomplex<f32>>
          %5 = stablehlo.multiply %4, %4 : tensor<8193xcomplex<f32>>
          %6 = stablehlo.abs %5 : (tensor<8193xcomplex<f32>>) -> tensor<8193xf32>
          return %1, %3, %6, %5
            : tensor<8193xbf16>, tensor<8193xi4>, tensor<8193xf32>, tensor<8193xcomplex<f32>>
        }
        """,
      operands: ["bf16[8193] random 8 special", "i4[8193] random 9", "f32[8193] random 10"]),
  ]

  @Test(arguments: samples) func `runs in pieces have the bits of single operations`(
    _ sample: Sample
  ) throws {
    let program = try Program(text: sample.text)
    let arguments = try sample.operands.map { try Literal.parse($0) }
    // A profile is of single operations, so none are done together.
    let apart = try OpenBLASBackend().compile(program)
      .run(arguments, RunOptions(profile: Profile())).map { try $0.host() }
    func check(_ results: [any Buffer]) throws {
      #expect(results.count == apart.count)
      for (result, wanted) in zip(results, apart) {
        #expect(try result.host().hasSameBits(as: wanted))
      }
    }
    let pool = WorkerPool(threads: 3)
    let backends: [any KernelBackend] = [
      OpenBLASBackend(), ThreadedBackend(pool: pool), ThreadedBackend(pool: pool, most: 3),
    ]
    for backend in backends {
      let block = try #require(program.main).block
      let arrangement = Arrangement(block, runsAbove: backend.pieces?.size) {
        backend.kernel(for: $0, $1) != nil
      }
      #expect(!arrangement.runs.isEmpty)
      let executable = try backend.compile(program)
      // Held by the caller, and given away: then the results may take their memory.
      try check(executable.run(arguments))
      let copies = arguments.map { $0.copy() }
      try check(executable.run(copies))
    }
  }
}
