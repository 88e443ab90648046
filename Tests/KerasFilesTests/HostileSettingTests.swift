import Foundation
import TestTraits
import Testing

@testable import KerasFiles

/// Configs that ask for absurd sizes: each an error, none a crash.
@Suite(.seeded) struct HostileSettingTests {
  private static let values = ["0", "-3", "2147483647", "2147483648", "4611686018427387904"]

  /// A layer, the shape of its input, and a setting as the config has it.
  struct Setting: Sendable, CustomTestStringConvertible {
    let layer: String
    let shape: [Int?]
    let text: String
    /// The same with its number replaced, or each of its numbers.
    let replaced: @Sendable (String) -> String
    var testDescription: String { "\(layer) \(text)" }

    init(_ layer: String, _ shape: [Int?], _ text: String, _ number: String) {
      (self.layer, self.shape, self.text) = (layer, shape, text)
      replaced = { text.replacing(number, with: $0) }
    }
  }
  static let settings = [
    Setting("Cropping1D", [8, 2], #""cropping": [1, 1]"#, "1"),
    Setting("ZeroPadding1D", [8, 2], #""padding": [1, 1]"#, "1"),
    Setting("Reshape", [8, 2], #""target_shape": [4, 4]"#, "4"),
    Setting("Dense", [8, 2], #""units": 7"#, "7"),
    Setting("LSTM", [8, 2], #""units": 7"#, "7"),
    Setting("GRU", [8, 2], #""units": 7"#, "7"),
    Setting("SimpleRNN", [8, 2], #""units": 7"#, "7"),
    Setting("ConvLSTM1D", [3, 8, 2], #""filters": 7, "kernel_size": 2"#, "7"),
    Setting("Conv1D", [8, 2], #""filters": 7, "kernel_size": 2"#, "7"),
    Setting("Conv1D", [8, 2], #""filters": 7, "kernel_size": 2"#, "2"),
    Setting("Conv2D", [8, 8, 2], #""filters": 7, "kernel_size": [2, 2], "strides": [3, 3]"#, "3"),
    Setting(
      "Conv2DTranspose", [8, 8, 2], #""filters": 7, "kernel_size": [2, 2], "strides": [3, 3]"#, "3"),
    Setting("Resizing", [8, 8, 2], #""height": 7, "width": 7"#, "7"),
    Setting("CenterCrop", [8, 8, 2], #""height": 7, "width": 7"#, "7"),
    Setting("AdaptiveAveragePooling2D", [8, 8, 2], #""output_size": [7, 7]"#, "7"),
    Setting("AdaptiveMaxPooling2D", [8, 8, 2], #""output_size": [7, 7]"#, "7"),
    Setting("MaxPooling2D", [8, 8, 2], #""pool_size": [3, 3]"#, "3"),
    Setting("UpSampling2D", [8, 8, 2], #""size": [3, 3]"#, "3"),
    Setting("UpSampling2D", [8, 8, 2], #""size": [3, 3], "interpolation": "bilinear""#, "3"),
    Setting("UpSampling1D", [8, 2], #""size": 3"#, "3"),
    Setting("RepeatVector", [8], #""n": 3"#, "3"),
    Setting("Embedding", [8], #""input_dim": 7, "output_dim": 7"#, "7"),
    Setting("MelSpectrogram", [4096], #""num_mel_bins": 7"#, "7"),
    Setting("MultiHeadAttention", [8, 2], #""num_heads": 3, "key_dim": 3"#, "3"),
    Setting("GroupNormalization", [8, 4], #""groups": 2"#, "2"),
  ]

  private func model(_ setting: Setting, _ number: String) throws -> Model {
    let layer = try JSON(
      text: #"{"class_name": "\#(setting.layer)", "config": {\#(setting.replaced(number))}}"#)
    let read: Layer = try WeightBudget.$current.withValue(WeightBudget(bytes: 1 << 20)) {
      try deserialize(layer)
    }
    let x = Input(shape: setting.shape)
    return try WeightBudget.$current.withValue(WeightBudget(bytes: 1 << 20)) {
      try checking {
        let arguments: [CallArgument<KerasTensor>] =
          read is MultiHeadAttention ? [.tensor(x), .tensor(x)] : [.tensor(x)]
        return Model(inputs: [x], outputs: read(CallArguments(arguments)))
      }
    }
  }

  @Test(arguments: settings, values)
  func `an absurd size is an error or a model, never a crash`(_ setting: Setting, _ number: String)
  {
    let said = sentence { _ = try model(setting, number).summary() }
    // Neither of these is a size.
    if number.hasPrefix("4") { #expect(said != "nothing was thrown", "\(setting.text)") }
    if number == "-3" { #expect(said != "nothing was thrown", "\(setting.text)") }
  }

  @Test func `keras files F8: no size of a setting or a tensor is larger than 2147483647`() throws {
    let units = Self.settings[3]
    #expect(
      sentence { _ = try model(units, "2147483648") }.contains(
        "'units' of Dense must be between -2147483647 and 2147483647, got 2147483648"))
    #expect(sentence { _ = try model(units, "0") }.contains("units must be positive, got 0"))
    let size = 1 << 16
    let config =
      #"{"class_name": "InputLayer", "config": {"batch_shape": [null, \#(size), \#(size)]}}"#
    #expect(
      sentence { let _: Layer = try deserialize(try JSON(text: config)) }.contains(
        "a tensor of the shape (None, 65536, 65536) has more than 2147483647 elements"))
    // Nor are the numbers of objects that Keras shares.
    let cell =
      #"{"class_name": "LSTMCell", "config": {"units": 2}, "shared_object_id": 139792122729872}"#
    let rnn: Layer = try deserialize(
      try JSON(text: #"{"class_name": "RNN", "config": {"cell": \#(cell)}}"#))
    #expect(rnn is RNN)
    // What is no size may be as large as it likes.
    let seed = #"{"class_name": "Dropout", "config": {"rate": 0.5, "seed": 4611686018427387904}}"#
    let dropout: Layer = try deserialize(try JSON(text: seed))
    #expect(dropout.config["seed"] == .integer(1 << 62))
  }

  @Test(arguments: [
    #""steps_per_execution": 0"#, #""steps_per_execution": -9223372036854775808"#,
    #""metrics": [{"class_name": "MeanIoU", "config": {"num_classes": 2147483647}}]"#,
    #""metrics": [{"class_name": "MeanIoU", "config": {"num_classes": 9000}}]"#,
    #""metrics": [{"class_name": "IoU", "config": {"num_classes": 2147483648, "target_class_ids": [0]}}]"#,
    #""metrics": [{"class_name": "AUC", "config": {"num_thresholds": 4611686018427387904}}]"#,
    #""metrics": [{"class_name": "AUC", "config": {"multi_label": true, "num_labels": 2147483647}}]"#,
    #""metrics": [{"class_name": "AUC", "config": {"multi_label": true, "num_labels": -2}}]"#,
    #""metrics": [{"class_name": "PrecisionAtRecall", "config": {"recall": 0.5, "num_thresholds": 2147483647}}]"#,
  ])
  func `training that a file describes is an error where it asks for too much`(text: String) throws
  {
    let model = Sequential {
      Input(shape: [2])
      Dense(1)
    }
    let fields = try #require(try JSON(text: "{\"loss\": \"mse\", \(text)}").object)
    WeightBudget.$current.withValue(WeightBudget(bytes: 1 << 20)) {
      #expect(throws: (any Error).self) {
        try model.compile(fromConfig: Config(fields, of: "compile_config"))
      }
    }
  }
}
