import Foundation
import Testing

@testable import Touchstone

/// Changes texts at random places, the same ones for the same seed.
struct TextMutator {
  private var state: UInt64
  private let seeds: [[UInt8]]
  private static let pieces = [
    "tensor<", "9223372036854775807", "-1", "0x", "dense<", "[[", "]", "{", "}", "(", ")", "<", ">",
    "%0", "%arg0", "@main", "^bb0(", ":2", "#1", ",", " : ", "->", "\"", "\\", "complex<f32>",
    "f8E8M0FNU",
    "i1", "ui64", "!stablehlo.token", "tuple<", "array<i64: 1>", "#stablehlo<", "stablehlo.return",
    "dims = [0, 0]", "-9223372036854775808", "1.0e999", "loc(", "// -----", "\u{0}", "é",
    "0x7FC00000", "true", "x", "99999999999",
  ].map { Array($0.utf8) }

  init(seed: UInt64, _ seeds: [String]) {
    state = seed
    self.seeds = seeds.map { Array($0.utf8) }
  }

  private mutating func random(_ bound: Int) -> Int {
    // splitmix64
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(bound, 1)))
  }

  mutating func next() -> String {
    var bytes = seeds[random(seeds.count)]
    for _ in 0...random(3) where !bytes.isEmpty {
      let at = random(bytes.count)
      let end = min(bytes.count, at + 1 + random(random(2) == 0 ? 4 : 60))
      switch random(7) {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: 32 + random(95))
      case 1: bytes.removeSubrange(at..<end)
      case 2: bytes.insert(contentsOf: bytes[at..<end], at: random(bytes.count))
      case 3, 4: bytes.insert(contentsOf: Self.pieces[random(Self.pieces.count)], at: at)
      case 5:
        // A number becomes another.
        guard let digit = bytes[at...].firstIndex(where: \.isDigit) else { break }
        let numbers = ["0", "1", "2", "7", "-1", "1000000", "4294967296", "9223372036854775807"]
        bytes.replaceSubrange(digit...digit, with: Array(numbers[random(numbers.count)].utf8))
      default: bytes.swapAt(at, random(bytes.count))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite struct MutationTests {
  static let programs = [
    """
    module @m attributes {a = 1 : i32} {
      func.func public @main(%arg0: tensor<2x3xf32> {x.y = "z"}, %arg1: tensor<i32>) -> (tensor<3x2xf32>) {
        %0 = stablehlo.transpose %arg0, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
        %c = stablehlo.constant dense<[[1.0, -2.5, 0x7F800000], [0.0, 1.0e-5, 3.0]]> : tensor<2x3xf32>
        %1 = stablehlo.add %arg0, %c : tensor<2x3xf32>
        %z = stablehlo.constant dense<0.0> : tensor<f32>
        %2 = stablehlo.reduce(%1 init: %z) applies stablehlo.maximum across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
        %3:2 = stablehlo.while(%i = %arg1, %s = %2) : tensor<i32>, tensor<2xf32>
        cond {
          %p = stablehlo.compare LT, %i, %arg1, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %p : tensor<i1>
        } do {
          %t = func.call @f(%s) : (tensor<2xf32>) -> tensor<2xf32>
          stablehlo.return %i, %t : tensor<i32>, tensor<2xf32>
        }
        return %0 : tensor<3x2xf32>
      }
      func.func private @f(%arg0: tensor<2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.slice %arg0 [0:2:1] : (tensor<2xf32>) -> tensor<2xf32>
        %1 = stablehlo.broadcast_in_dim %0, dims = [0] : (tensor<2xf32>) -> tensor<2x4xf32>
        %2 = "stablehlo.gather"(%arg0, %3) <{dimension_numbers = #stablehlo.gather<offset_dims = [0], start_index_map = [0], index_vector_dim = 0>, slice_sizes = array<i64: 2>}> : (tensor<2xf32>, tensor<1xi32>) -> tensor<2xf32>
        return %arg0 : tensor<2xf32>
      }
    }
    """.replacing(
      "%2 = \"stablehlo.gather",
      with: "%3 = stablehlo.iota dim = 0 : tensor<1xi32>\n    %2 = \"stablehlo.gather"),
    """
    func.func @main(%x: tensor<1x8x8x4xf32>, %k: tensor<3x3x2x4xf32>, %v: tensor<4xi32>) -> tensor<1x8x8x4xf32> {
      %0 = stablehlo.convolution(%x, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], rhs_dilate = [1, 1]} {batch_group_count = 1 : i64, feature_group_count = 2 : i64} : (tensor<1x8x8x4xf32>, tensor<3x3x2x4xf32>) -> tensor<1x8x8x4xf32>
      %1 = stablehlo.dot_general %v, %v, contracting_dims = [0] x [0], precision = [DEFAULT, DEFAULT] : (tensor<4xi32>, tensor<4xi32>) -> tensor<i32>
      %2 = "stablehlo.reduce_window"(%v, %1) <{window_dimensions = array<i64: 2>, window_strides = array<i64: 1>, padding = dense<[[0, 1]]> : tensor<1x2xi64>}> ({
      ^bb0(%a: tensor<i32>, %b: tensor<i32>):
        %s = stablehlo.add %a, %b : tensor<i32>
        stablehlo.return %s : tensor<i32>
      }) : (tensor<4xi32>, tensor<i32>) -> tensor<4xi32>
      %3:2 = "stablehlo.sort"(%v, %2) <{dimension = 0 : i64, is_stable = true}> ({
      ^bb0(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<i32>, %d: tensor<i32>):
        %s = stablehlo.compare GT, %a, %d : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %s : tensor<i1>
      }) : (tensor<4xi32>, tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>)
      %4 = stablehlo.pad %3#0, %1, low = [-1], high = [2], interior = [1] : (tensor<4xi32>, tensor<i32>) -> tensor<8xi32>
      %5 = stablehlo.dynamic_slice %4, %1, sizes = [3] : (tensor<8xi32>, tensor<i32>) -> tensor<3xi32>
      %6 = stablehlo.concatenate %5, %4, dim = 0 : (tensor<3xi32>, tensor<8xi32>) -> tensor<11xi32>
      %7 = stablehlo.reshape %4 : (tensor<8xi32>) -> tensor<2x4xi32>
      %8 = stablehlo.bitcast_convert %7 : (tensor<2x4xi32>) -> tensor<2x4x4xi8>
      %9 = stablehlo.custom_call @check.expect_eq(%v, %v) {has_side_effect = true} : (tensor<4xi32>, tensor<4xi32>) -> ()
      return %0 : tensor<1x8x8x4xf32>
    }
    """.replacing("%9 = ", with: ""),
  ]

  @Test func `the programs that are mutated are valid`() throws {
    for text in Self.programs { _ = try Program(text: text) }
  }

  /// `TOUCHSTONE_MUTATIONS` gives another number of texts, `TOUCHSTONE_SEED` another seed.
  @Test func `a mutated text is read or refused, never a crash`() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["TOUCHSTONE_MUTATIONS"].flatMap { Int($0) }
    let seed = environment["TOUCHSTONE_SEED"].flatMap { UInt64($0) } ?? 1
    var texts = Self.programs
    if count != nil {
      for file in SharedPrograms.files {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        texts += Program.split(text: text).map(\.text).filter { $0.utf8.count < 20_000 }
      }
    }
    var mutator = TextMutator(seed: seed, texts)
    let log = environment["TOUCHSTONE_MUTATION_LOG"]
    let clock = ContinuousClock()
    let start = clock.now
    var valid = 0
    var done = 0
    while count.map({ done < $0 }) ?? (done < 20_000 && clock.now - start < .seconds(2)) {
      let text = mutator.next()
      done += 1
      // The text under way survives a crash here.
      if let log { try text.write(toFile: log, atomically: false, encoding: .utf8) }
      let began = clock.now
      if let program = try? Program(text: text) {
        valid += 1
        for generic in [false, true] {
          let printed = program.text(generic: generic)
          #expect((try? Program(text: printed)) == program, "\(text)\nprinted:\n\(printed)")
        }
      }
      #expect(clock.now - began < .seconds(5), "\(text)")
    }
    print("\(done) mutated texts, \(valid) of them valid")
  }
}
