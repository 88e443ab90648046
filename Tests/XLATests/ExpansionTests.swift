import ConformanceKit
import Testing
import Touchstone

@testable import XLABackend

/// What is put in the place of operations that XLA lacks or takes otherwise.
@Suite(hasPlugin) struct ExpansionTests {
  @Test func `the initial value of a window counts, and fills the padding`() throws {
    let text = """
      func.func @main(%x: tensor<3xf32>, %i: tensor<f32>) -> tensor<4xf32> {
        %0 = "stablehlo.reduce_window"(%x, %i) <{
          padding = dense<[[1, 1]]> : tensor<1x2xi64>, window_dimensions = array<i64: 2>}> ({
        ^bb0(%a: tensor<f32>, %b: tensor<f32>):
          %s = stablehlo.add %a, %b : tensor<f32>
          stablehlo.return %s : tensor<f32>
        }) : (tensor<3xf32>, tensor<f32>) -> tensor<4xf32>
        return %0 : tensor<4xf32>
      }
      """
    let initial = HostTensor(TensorType(.f32), doubles: [10])
    let result = try run(text, [vector([1, 2, 3]), initial], on: xla())
    // 10 once, and 10 once more where the window reaches into the padding.
    #expect(result == [vector([21, 13, 15, 23])])
  }

  @Test func `a stride beyond the limit takes the first element`() throws {
    let text = """
      func.func @main(%x: tensor<3xf32>) -> tensor<1xf32> {
        %0 = stablehlo.slice %x [1:3:9223372036854775807] : (tensor<3xf32>) -> tensor<1xf32>
        return %0 : tensor<1xf32>
      }
      """
    #expect(try run(text, [vector([1, 2, 3])], on: xla()) == [vector([2])])
  }

  @Test func `maxima keep NaN`() throws {
    let text = """
      func.func @main(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.maximum %x, %y : tensor<2xf32>
        return %0 : tensor<2xf32>
      }
      """
    let result = try run(text, [vector([1, .nan]), vector([.nan, 1])], on: xla())
    #expect(result[0].doubles.map(\.isNaN) == [true, true])
  }

  @Test(arguments: [
    ("lapack_spotrf_ffi", "uplo = 76 : ui8", ["2x2xf32", "i32"]),
    ("lapack_sgetrf_ffi", "", ["2x2xf32", "2xi32", "i32"]),
    ("lapack_sgeqrf_ffi", "", ["2x2xf32", "2xf32"]),
    ("lapack_ssyevd_ffi", "mode = 86 : ui8, uplo = 76 : ui8", ["2x2xf32", "2xf32", "i32"]),
  ])
  func `LAPACK's routines are made of operations`(
    _ target: String, _ config: String, _ results: [String]
  ) throws {
    let types = results.map { "tensor<\($0)>" }.joined(separator: ", ")
    let names = results.indices.map { "%0#\($0)" }.joined(separator: ", ")
    let text = """
      func.func @main(%x: tensor<2x2xf32>) -> (\(types)) {
        %0:\(results.count) = stablehlo.custom_call @\(target)(%x) {mhlo.backend_config = {\(config)}}
          : (tensor<2x2xf32>) -> (\(types))
        return \(names) : \(types)
      }
      """
    let x = HostTensor(TensorType(.f32, [2, 2]), doubles: [4, 1, 1, 3])
    let profile = Profile()
    let own = try run(text, [x], on: xla(), RunOptions(profile: profile))
    let borrowed = profile.entries.keys.filter { !$0.isOwn }
    #expect(borrowed.isEmpty)
    let reference = try run(text, [x], on: ReferenceBackend())
    // Vectors of eigenvalues are had up to their signs: a column each, in the first result.
    var results = own
    if target.contains("syevd") { results[0] = own[0].withSigns(of: reference[0]) }
    #expect(try Judge.problems(try Program(text: text), [x], results) == [])
  }
}

extension HostTensor {
  /// This matrix with the columns turned that point against those of `other`.
  fileprivate func withSigns(of other: HostTensor) -> HostTensor {
    let (x, y, columns) = (doubles, other.doubles, shape[1])
    let signs = (0..<columns).map { column in
      stride(from: column, to: x.count, by: columns).reduce(0) { $0 + x[$1] * y[$1] } < 0 ? -1.0 : 1
    }
    return HostTensor(type, doubles: x.indices.map { x[$0] * signs[$0 % columns] })
  }
}
