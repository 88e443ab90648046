import Foundation
import JSONValues
import OpenBLASBackend
import Testing
import Touchstone
import Workers

@testable import ConformanceKit

/// Convolutions whose results are summed in registers: what a tile, a line, a vector does not divide,
/// and what is read outside the image, is where it would go wrong.
@Suite struct DirectConvolutionTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let input: String
    let kernel: String
    var settings = ""
    /// Which dimensions of input, kernel and result are batch or input feature, feature, and spatial.
    var layouts = "0 3 1,2; 2 3 0,1; 0 3 1,2"

    init(
      _ name: String, _ input: String, _ kernel: String, _ settings: String = "",
      layouts: String? = nil
    ) {
      testDescription = name
      self.input = input
      self.kernel = kernel
      self.settings = settings
      if let layouts { self.layouts = layouts }
    }

    var dimensions: String {
      let lists = layouts.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
      let names = [
        ("input_batch_dimension", "input_feature_dimension", "input_spatial_dimensions"),
        (
          "kernel_input_feature_dimension", "kernel_output_feature_dimension",
          "kernel_spatial_dimensions"
        ),
        ("output_batch_dimension", "output_feature_dimension", "output_spatial_dimensions"),
      ]
      return zip(names, lists).map { name, list in
        "\"\(name.0)\": \(list[0]), \"\(name.1)\": \(list[1]), \"\(name.2)\": [\(list[2])]"
      }.joined(separator: ", ")
    }
  }

  static let channelsFirst = "0 1 2,3; 1 0 2,3; 0 1 2,3"

  static let settings = [
    Setting("as many features as vectors have lanes", "2,5,14,3", "3,3,3,32", "pad 1,1 1,1"),
    Setting("a line longer than a tile", "1,3,17,2", "2,3,2,16", "pad 0,1 1,1"),
    Setting("features of which a vector is not full", "1,4,9,5", "3,3,5,19", "pad 1,1 1,1"),
    Setting("half a vector of features", "1,4,6,3", "1,1,3,8"),
    Setting("more features than two vectors hold", "1,3,7,2", "2,2,2,71", "pad 1,0 0,1"),
    Setting("one channel", "3,9,28,1", "3,3,1,8", "pad 1,1 1,1"),
    Setting("channels first", "2,5,6,13", "17,5,3,3", "pad 1,1 1,1", layouts: channelsFirst),
    Setting(
      "features between lines and positions", "3,4,2,11", "3,16,4,3", "pad 1,1 2,0",
      layouts: "2 1 0,3; 2 1 0,3; 3 2 0,1"),
    Setting("strides", "2,9,23,3", "3,3,3,16", "window_strides 2,3 pad 1,1 1,2"),
    Setting(
      "strides, channels first", "2,3,9,23", "16,3,3,5", "window_strides 3,2 pad 1,1 2,2",
      layouts: channelsFirst),
    Setting("windows apart", "1,9,41,3", "2,1,3,16", "window_strides 4,5"),
    Setting("dilated windows", "1,9,19,3", "3,3,3,16", "rhs_dilation 2,3 pad 2,2 3,3"),
    Setting(
      "strides and dilated windows", "1,9,29,3", "3,3,3,16",
      "window_strides 1,2 rhs_dilation 2,3 pad 2,2 3,3"),
    Setting("dilated lines", "1,4,12,3", "3,3,3,16", "lhs_dilation 2,1 pad 1,1 1,1"),
    Setting("dilated positions", "1,4,9,3", "3,3,3,16", "lhs_dilation 1,2 pad 1,1 1,1"),
    Setting("reversed windows", "1,5,9,3", "3,2,3,16", "window_reversal true,true pad 1,1 0,1"),
    Setting("more padding than window", "1,2,3,2", "3,3,2,16", "pad 4,3 7,5"),
    Setting("padding that takes away", "1,7,15,2", "3,3,2,16", "pad -1,-2 -3,1"),
    Setting("groups", "2,4,9,6", "3,3,2,27", "feature_group_count 3 pad 1,1 1,1"),
    Setting("groups of the batch", "4,4,9,3", "3,3,3,34", "batch_group_count 2 pad 1,1 1,1"),
    Setting(
      "one dimension, longer than is laid down at once", "2,301,3", "5,3,16", "pad 2,2",
      layouts: "0 2 1; 1 2 0; 0 2 1"),
    Setting(
      "three dimensions", "1,3,4,7,2", "2,3,2,2,16", "pad 1,0 1,1 0,1",
      layouts: "0 4 1,2,3; 3 4 0,1,2; 0 4 1,2,3"),
  ]

  private func text(_ setting: Setting) -> String {
    var attributes = "\"dimension_numbers\": {\(setting.dimensions)}"
    var name = ""
    var lists: [String: [String]] = [:]
    for word in setting.settings.split(separator: " ").map(String.init) {
      if word.first?.isLetter == true, word.contains("_") || word == "pad" {
        name = word == "pad" ? "padding" : word
      } else {
        lists[name, default: []].append(name == "padding" ? "[\(word)]" : word)
      }
    }
    for (name, values) in lists.sorted(by: { $0.key < $1.key }) {
      let value = values.joined(separator: ", ")
      attributes += ", \"\(name)\": " + (name.hasSuffix("count") ? value : "[\(value)]")
    }
    return """
      {"name": "\(setting.testDescription)", "golden": true, "operation": "convolution",
        "attributes": {\(attributes)},
        "operands": ["f32[\(setting.input)] random 1", "f32[\(setting.kernel)] random 2"]}
      """
  }

  private func made(_ setting: Setting) throws -> ConformanceKit.Case {
    try Case(try JSON(utf8: Data(text(setting).utf8)), heading: "convolution")
  }

  @Test(arguments: settings)
  func `results are within their bounds, and the same bits on threads`(
    _ setting: Setting
  ) throws {
    let one = try made(setting)
    let pool = WorkerPool(threads: 3)
    let shared = ThreadedBackend(pool: pool, most: 3)
    for verdict in Judge([OpenBLASBackend(), shared]).verdicts(one) {
      #expect(verdict.status == .pass, "\(verdict)")
    }
    let prepared = try Prepared(one)
    let results = try [OpenBLASBackend() as any Backend, shared].map {
      try $0.compile(prepared.program).run(prepared.operands)[0].host()
    }
    #expect(results[0].hasSameBits(as: results[1]))
  }

  @Test(arguments: settings)
  func `a NaN and an infinity are in the results whose windows hold them, and in no other`(
    _ setting: Setting
  ) throws {
    let prepared = try Prepared(try made(setting))
    var operands = prepared.operands
    let type = operands[0].type
    var numbers = operands[0].doubles
    numbers[type.count / 2] = .nan
    numbers[type.count / 3] = -.infinity
    operands[0] = HostTensor(type, doubles: numbers)
    let results = try [ReferenceBackend() as any Backend, OpenBLASBackend()].map {
      try $0.compile(prepared.program).run(operands)[0].host().doubles
    }
    for (i, (expected, got)) in zip(results[0], results[1]).enumerated() {
      let isAlike =
        expected.isNaN ? got.isNaN : expected.isFinite ? got.isFinite : got == expected
      #expect(isAlike, "element \(i): expected \(expected), got \(got)")
    }
  }
}
