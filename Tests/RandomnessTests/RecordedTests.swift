import ArrayFiles
import Foundation
import Randomness
import Testing
import Touchstone

private let folder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "shared/jax")
private let isPresent = FileManager.default.fileExists(atPath: folder.path)

/// An array that JAX drew, and the call that draws it here.
struct Recorded: Sendable, CustomTestStringConvertible {
  let name: String
  let draw: @Sendable (_ key: Tensor) -> Tensor
  var testDescription: String { name }

  init(_ name: String, _ draw: @escaping @Sendable (_ key: Tensor) -> Tensor) {
    self.name = name
    self.draw = draw
  }

  /// The key the name begins with.
  var key: Tensor {
    switch name.split(separator: "/")[0] {
    case "k42": Random.key(42)
    case "kbig": Random.key(Int(bitPattern: 0xdead_beef_0123_4567))
    default: Random.key(0)
    }
  }

  static let shapes: [String: [Int]] = [
    "scalar": [], "1": [1], "7": [7], "3x5": [3, 5], "2x3x4": [2, 3, 4],
  ]
  static let dtypes: [String: DType] = [
    "float16": .f16, "bfloat16": .bf16, "float32": .f32, "float64": .f64,
  ]

  /// Every array of the group but those named by `leftOut`.
  static let all: [Recorded] = keysAndBits + floats + integers + choices + gammas

  /// Not drawn here: the stream before JAX 0.5.
  static func isLeftOut(_ name: String) -> Bool { name.hasPrefix("k42_orig/") }

  private static let keysAndBits: [Recorded] =
    [
      Recorded("hash0/out") { Random.foldIn($0, 0) },
      Recorded("k42/split3") { Random.split($0, 3) },
      Recorded("k42/split5") { Random.split($0, 5) },
      Recorded("k42/split2x3") { Random.split($0, [2, 3]) },
      Recorded("kbig/split2x3") { Random.split($0, [2, 3]) },
      Recorded("k42/fold_in") { key in
        concatenate(
          [0, 1, 2, 2_147_483_648, 4_294_967_295].map {
            reshape(Random.foldIn(key, $0), [1, 2])
          }, axis: 0)
      },
    ]
    + [
      "k0/bits8_scalar", "k0/bits8_2x3x4", "k0/bits16_7", "k0/bits32_scalar", "k0/bits32_1",
      "k0/bits32_2x3x4", "k0/bits64_scalar", "k42/bits8_1", "k42/bits8_3x5", "k42/bits8_2x3x4",
      "k42/bits16_scalar", "k42/bits16_7", "k42/bits32_7", "k42/bits32_2x3x4", "k42/bits64_scalar",
      "kbig/bits16_scalar", "kbig/bits16_7", "kbig/bits32_2x3x4",
    ].map { name in
      let parts = name.split(separator: "/")[1].split(separator: "_")
      let dtype = DType(rawValue: "u" + parts[0].replacing("bits", with: "i"))
      return Recorded(name) {
        Random.bits($0, shapes[String(parts[1])] ?? [-1], dtype: dtype ?? .i1)
      }
    }

  private static let floats: [Recorded] =
    [
      "k42/uniform_bfloat16", "kbig/uniform_float32", "k0/uniform_range_bfloat16",
      "k42/uniform_range_bfloat16", "k42/uniform_range_float32", "kbig/uniform_range_float16",
      "k0/normal_float64", "k42/normal_float16", "kbig/normal_float32", "k0/bernoulli_float32",
      "k0/bernoulli_float64", "k0/bernoulli_high_float64", "k0/exponential_float32",
      "k42/exponential_float32", "k0/gumbel_high_float32", "k42/gumbel_high_float32",
      "k42/gumbel_high_float64", "k0/truncated_normal_float32", "k0/truncated_normal_float64",
      "k42/truncated_normal_float64", "k0/laplace_float64", "k42/laplace_float32",
      "k42/logistic_float32",
    ].map { name in
      var words = name.split(separator: "/")[1].split(separator: "_").map(String.init)
      let dtype = dtypes[words.removeLast()] ?? .i1
      let function = words.joined(separator: "_")
      return Recorded(name) { key in
        switch function {
        case "uniform": Random.uniform(key, [4, 5], dtype: dtype)
        case "uniform_range":
          Random.uniform(key, [4, 5], dtype: dtype, minval: -2.5, maxval: 3.7)
        case "normal": Random.normal(key, [4, 5], dtype: dtype)
        case "bernoulli", "bernoulli_high":
          Random.bernoulli(
            key, Tensor.full(TensorType(dtype), 0.3), [4, 5],
            mode: function == "bernoulli" ? .low : .high)
        case "exponential": Random.exponential(key, [6], dtype: dtype)
        case "gumbel_high": Random.gumbel(key, [6], dtype: dtype, mode: .high)
        case "truncated_normal": Random.truncatedNormal(key, -1.5, 0.7, [4, 5], dtype: dtype)
        case "laplace": Random.laplace(key, [6], dtype: dtype)
        default: Random.logistic(key, [6], dtype: dtype)
        }
      }
    } + [
      Recorded("kbig/vmap_normal") { key in
        let keys = Random.split(key, 4)
        return concatenate(
          (0..<4).map { i in
            let one = reshape(slice(keys, from: [i, 0], to: [i + 1, 2]), [2])
            return reshape(Random.normal(one, [3], dtype: .f64), [1, 3])
          }, axis: 0)
      },
      Recorded("k42/multivariate_normal") {
        Random.multivariateNormal(
          $0, Tensor([1, -1] as [Double]), Tensor([2, 0.5, 0.5, 1] as [Double], shape: [2, 2]), [3])
      },
    ]

  private static let integers: [Recorded] = [
    ("k42", 0, 10, .i64), ("k42", -1_099_511_627_776, 1_099_511_627_776, .i64),
    ("kbig", -128, 128, .i8), ("kbig", 0, 1000, .i16), ("kbig", 9, 2, .i32),
    ("kbig", 0, 4_294_967_295, .ui32),
  ].map { (key: String, low: Int, high: Int, dtype: DType) in
    let type = "\(dtype)".replacing("i", with: "int")
    return Recorded("\(key)/randint_\(low)_\(high)_\(type)") {
      Random.randint($0, [11], low, high, dtype: dtype)
    }
  }

  /// What the draws of `categorical` were made from is not recorded. They confine the differences
  /// of its logits to narrow intervals, and these numbers are in all of them.
  private static let logits = Tensor([-1, 0, 2, 0.3, 0, 0] as [Double], shape: [2, 3])

  private static let choices: [Recorded] = [
    Recorded("k0/permutation_10") { Random.permutation($0, 10) },
    Recorded("kbig/permutation_10") { Random.permutation($0, 10) },
    // JAX drew these in 64 bits, where `choice` draws in 32 here: the same draw by `randint`.
    Recorded("k42/choice_replace") { Random.randint($0, [7], 0, 9, dtype: .i64) },
    Recorded("kbig/choice_replace") { Random.randint($0, [7], 0, 9, dtype: .i64) },
    Recorded("kbig/choice_p") {
      Random.choice($0, 4, [7], p: Tensor([0.1, 0.2, 0.3, 0.4] as [Double]))
    },
    Recorded("kbig/categorical") { Random.categorical($0, logits) },
    Recorded("k0/categorical_shape") { Random.categorical($0, logits, [5, 2]) },
    Recorded("k42/categorical_shape") { Random.categorical($0, logits, [5, 2]) },
    Recorded("k42/categorical_noreplace") {
      Random.categorical($0, logits, [2, 2], replace: false)
    },
  ]

  private static let gammas: [Recorded] =
    [
      "k0/gamma_float32", "k0/gamma_float64", "k0/loggamma_float32", "k42/gamma_float32",
      "k42/gamma_float64", "kbig/gamma_float64", "kbig/loggamma_float64",
    ].map { name in
      let dtype: DType = name.hasSuffix("32") ? .f32 : .f64
      let alpha = Tensor([0.3, 1, 2.5, 20] as [Double])
      return Recorded(name) {
        name.contains("log")
          ? Random.loggamma($0, alpha, dtype: dtype) : Random.gamma($0, alpha, dtype: dtype)
      }
    }
    + ["k0/gamma_grad_float32", "k42/gamma_grad_float64"].map { name in
      let dtype: DType = name.hasSuffix("32") ? .f32 : .f64
      return Recorded(name) { key in
        let alpha = convert(Tensor([0.3, 1, 2.5, 20] as [Double]), to: dtype)
        return grad { reduceSum(Random.gamma(key, $0, dtype: dtype)) }(alpha)
      }
    } + [Recorded("k0/t") { Random.t($0, Tensor([1.5, 4] as [Double]), dtype: .f64) }]
}

@Suite(.enabled(if: isPresent, "no arrays that JAX drew beside the repository"))
struct RecordedTests {
  /// The arrays, and how far those that are not exact may lie from JAX's, relative to each element:
  /// what JAX itself needs, as the logarithm, the error function and their like that it is built
  /// with err by some units in the last place, and ours do not.
  private static let file: Result<([String: HostTensor], [String: Double]), any Error> = Result {
    struct Index: Decodable {
      struct Group: Decodable { let cases: [String: Case] }
      struct Case: Decodable { let exact: Bool?, rtol: Double? }
      let groups: [String: Group]
    }
    let index = try JSONDecoder().decode(
      Index.self, from: Data(contentsOf: folder.appending(path: "index.json")))
    let arrays = try ArrayFile.read(folder.appending(path: "a_random.npz").path)
    return (
      Dictionary(
        uniqueKeysWithValues: arrays.map { ($0.name.replacing(":bf16", with: ""), $0.value) }),
      (index.groups["a_random"]?.cases ?? [:]).mapValues { $0.exact == true ? 0 : $0.rtol ?? 0 }
    )
  }

  @Test func `every array that JAX drew is drawn or left out for a reason`() throws {
    let names = Set(try Self.file.get().0.keys.filter { !Recorded.isLeftOut($0) })
    #expect(names == Set(Recorded.all.map(\.name)))
  }

  @Test(arguments: Recorded.all, backendNames())
  func `draws what JAX drew`(_ recorded: Recorded, on backend: String) throws {
    let (arrays, tolerances) = try Self.file.get()
    let expected = try #require(arrays[recorded.name])
    let tolerance = try #require(tolerances[recorded.name])
    let drawn = try on(backend) { try recorded.draw(recorded.key).host() }
    #expect(drawn.shape == expected.shape)
    if drawn.dtype == .bf16 {
      #expect(drawn.reinterpreted(as: expected.type) == expected)
    } else if drawn.dtype.isFloat {
      #expect(drawn.dtype == expected.dtype)
      let largest = expected.doubles.map(abs).max() ?? 0
      for (x, y) in zip(drawn.doubles, expected.doubles) {
        // An error of a bound's error function moves all samples of `truncatedNormal` alike. The
        // tolerance of `vmap_normal` is for JAX against itself; its inverse error function is
        // 18 times 2^-53 away from the true value for one of these samples.
        let allowed =
          recorded.name.contains("truncated")
          ? tolerance * largest
          : abs(y) * (recorded.name.contains("vmap") ? 10 * Double.ulpOfOne : tolerance)
        #expect(abs(x - y) <= allowed, "\(x) for \(y)")
      }
    } else if drawn.dtype == .i1 {
      #expect(drawn.booleans == expected.booleans)
    } else {
      #expect(drawn.integers == expected.integers)
    }
  }
}
