import AllBackends
import ArrayFiles
import Foundation
import KerasFiles
import TestTraits
import Testing

/// Models of one operation each that `tools/keras-operations` had real Keras save.
@Suite(.seeded) struct RecordedOperationTests {
  static let folder = ProcessInfo.processInfo.environment["TOUCHSTONE_KERAS_OPERATIONS"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
  }

  /// Results that differ from Keras's, and why.
  private static let known: [String: String] = [
    "affine_transform_2": "at .5 the nearest pixel is the even one here",
    "argpartition": "the order on either side is open",
    "eig": "vectors are fixed but for their signs", "eigh": "the same", "svd": "the same",
    "svd_2": "the same",
    "gaussian_blur_2": "Keras on JAX takes the width first, and its documentation the height",
    "quantile_2x": "Keras's class passes over the method",
    "sparsemax": "Keras 3.15.1 sums the cumulative sums", "sparsemax_2": "the same",
    "unique_2": "the indices of what is filled in are open",
  ]
  /// Operations that are refused here, and of which Keras runs the models uncompiled.
  private static let refused: Set<String> = ["bincount", "nonzero"]

  @Test(
    .enabled(if: folder != nil, "needs TOUCHSTONE_KERAS_OPERATIONS, see tools/keras-operations"))
  func `models of one operation give what Keras gives, and are saved again`() throws {
    AllBackends.register()
    let folder = try #require(Self.folder)
    let ours = folder.appending(path: "ours")
    try FileManager.default.createDirectory(at: ours, withIntermediateDirectories: true)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var count = 0
    for file in files.sorted() where file.hasSuffix(".keras") {
      let name = String(file.dropLast(6))
      if Self.refused.contains(name) {
        #expect(throws: ModelFileError.self) { try loadModel(folder.appending(path: file).path) }
        continue
      }
      do {
        let model = try loadModel(folder.appending(path: file).path)
        let arrays = Dictionary(
          uniqueKeysWithValues: try ArrayFile.read(folder.appending(path: "\(name).npz").path)
            .map { ($0.name, $0.value) })
        func numbered(_ prefix: String) -> [HostTensor] {
          var result: [HostTensor] = []
          while let next = arrays["\(prefix)\(result.count)"] { result.append(next) }
          return result
        }
        let inputs = numbered("in").map { Tensor($0) }
        let results = try checking { model(inputs) }
        let expected = numbered("out")
        #expect(results.count == expected.count, "\(name)")
        for (i, (result, wanted)) in zip(results, expected).enumerated() {
          let symbolic = model.outputs[i]
          #expect(
            symbolic.shape == result.shape.map { $0 } && symbolic.dtype == result.dtype,
            "\(name): inferred \(symbolic), is \(result.type)")
          let problem = try Self.problem(result, wanted)
          #expect(
            problem == nil || Self.known[name] != nil, "\(name): result \(i): \(problem ?? "")")
        }
        try model.save(ours.appending(path: file).path)
        count += 1
      } catch { Issue.record("\(name): \(error)") }
    }
    #expect(count >= 400)
  }

  /// How `result` differs from `expected`; half precision is stored as f32.
  private static func problem(_ result: Tensor, _ expected: HostTensor) throws -> String? {
    let isHalf = result.dtype == .f16 || result.dtype == .bf16
    guard result.shape == expected.shape, isHalf || result.dtype == expected.dtype else {
      return "\(result.type), expected \(expected.type)"
    }
    func numbers(_ x: Tensor) throws -> [Double] {
      let parts = x.dtype.isComplex ? concatenate([ravel(real(x)), ravel(imag(x))]) : x
      return try parts.dtype == .i1
        ? cast(parts, dtype: .f32).scalars(as: Float.self).map(Double.init)
        : convert(parts, to: .f64).scalars(as: Double.self)
    }
    let (a, b) = (try numbers(result), try numbers(Tensor(expected)))
    let scale = b.filter(\.isFinite).map(abs).max() ?? 0
    let bound =
      expected.dtype.isFloat || expected.dtype.isComplex ? (isHalf ? 1e-3 : 1e-5) * scale : 0
    let near = zip(a, b).allSatisfy {
      $0 == $1 || $0.isNaN && $1.isNaN || Swift.abs($0 - $1) <= bound
    }
    return near ? nil : "\(a.prefix(6)), expected \(b.prefix(6))"
  }
}
