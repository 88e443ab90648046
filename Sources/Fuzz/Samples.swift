import ArrayFiles
import Foundation
import Touchstone

/// Good inputs to start from where no corpus is given.
enum Samples {
  static let programs: [[UInt8]] = [
    """
    module @m attributes {mhlo.num_replicas = 1 : i32} {
      func.func public @main(%arg0: tensor<2x3xf32> {jax.result_info = "a"}) -> (tensor<3x2xf32>) {
        %cst = stablehlo.constant dense<[[1.0, -2.5e-3], [0x7FC00000, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
        %0 = stablehlo.transpose %arg0, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
        %1 = stablehlo.add %0, %cst : tensor<3x2xf32>
        %2 = call @f(%1) : (tensor<3x2xf32>) -> tensor<3x2xf32>
        return %2 : tensor<3x2xf32>
      }
      func.func private @f(%arg0: tensor<3x2xf32>) -> tensor<3x2xf32> {
        %0 = stablehlo.sine %arg0 : tensor<3x2xf32>
        return %0 : tensor<3x2xf32>
      }
    }
    """,
    """
    func.func @main(%arg0: tensor<4xf32>) -> (tensor<f32>, tensor<i64>) {
      %z = stablehlo.constant dense<0.0> : tensor<f32>
      %s = stablehlo.reduce(%arg0 init: %z) applies stablehlo.add across dimensions = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
      %i = stablehlo.constant dense<0> : tensor<i64>
      %n = stablehlo.constant dense<10> : tensor<i64>
      %one = stablehlo.constant dense<1> : tensor<i64>
      %r:2 = stablehlo.while(%a = %i, %b = %s) : tensor<i64>, tensor<f32>
      cond {
        %c = stablehlo.compare LT, %a, %n : (tensor<i64>, tensor<i64>) -> tensor<i1>
        stablehlo.return %c : tensor<i1>
      } do {
        %k = stablehlo.add %a, %one : tensor<i64>
        stablehlo.return %k, %b : tensor<i64>, tensor<f32>
      }
      return %r#1, %r#0 : tensor<f32>, tensor<i64>
    }
    """,
    """
    func.func @main(%arg0: tensor<3x4xf32>, %arg1: tensor<2x1xi32>) -> tensor<2x4xf32> {
      %0 = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = false, slice_sizes = array<i64: 1, 4>}> : (tensor<3x4xf32>, tensor<2x1xi32>) -> tensor<2x4xf32>
      return %0 : tensor<2x4xf32>
    }
    """,
    """
    func.func @main(%a: tensor<1x4x4x1xf32>, %b: tensor<3x3x1x1xf32>) -> tensor<1x4x4x1xf32> {
      %0 = stablehlo.convolution(%a, %b) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x1xf32>, tensor<3x3x1x1xf32>) -> tensor<1x4x4x1xf32>
      return %0 : tensor<1x4x4x1xf32>
    }
    """,
    """
    func.func @main(%p: tensor<i32>, %x: tensor<2xbf16>) -> tensor<2xbf16> {
      %h = stablehlo.constant dense<"0x3F80BF80"> : tensor<2xbf16>
      %0 = "stablehlo.case"(%p) ({
        stablehlo.return %x : tensor<2xbf16>
      }, {
        stablehlo.return %h : tensor<2xbf16>
      }) : (tensor<i32>) -> tensor<2xbf16>
      %1 = stablehlo.slice %0 [0:2:1] : (tensor<2xbf16>) -> tensor<2xbf16>
      %2 = stablehlo.custom_call @f(%1) {has_side_effect = true} : (tensor<2xbf16>) -> tensor<2xbf16>
      return %2 : tensor<2xbf16>
    }
    """,
  ].map { Array($0.utf8) }

  /// One file of each format.
  static func arrays() throws -> [[UInt8]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let a = HostTensor(TensorType(.f32, [2, 3]), doubles: [1, 2, 3, 4, 5, 6])
    let b = HostTensor(TensorType(.complex128, [2]), complexes: [.init(1, 2), .init(3, 4)])
    let c = HostTensor(TensorType(.i1, [0, 4]), booleans: [])
    var files: [[UInt8]] = []
    for (name, arrays) in [
      ("a.npy", [("", a)]), ("b.npy", [("", b)]), ("c.npy", [("", c)]),
      ("a.npz", [("arg0", a), ("arg1", b), ("arg2", c)]),
      ("a.safetensors", [("arg0", a), ("arg1", b), ("arg2", c)]),
    ] {
      let path = folder.appending(path: name)
      try ArrayFile.write(arrays, to: path.path)
      files.append(Array(try Data(contentsOf: path)))
    }
    return files
  }

  /// Which of the formats the content still shows, by its first bytes.
  static func kind(of bytes: [UInt8]) -> Int? {
    if bytes.starts(with: [0x93]) { return 0 }
    if bytes.starts(with: [0x50, 0x4b]) { return 1 }
    return bytes.count > 8 && bytes[8] == 0x7b ? 2 : nil
  }
}
