import Keras
import TestTraits
import Testing

/// A wrong setting or input, and a part of what is said of it.
struct WrongLayer: Sendable, CustomTestStringConvertible {
  let text: String
  let body: @Sendable () -> Void
  init(_ text: String, _ body: @escaping @Sendable () -> Void) {
    (self.text, self.body) = (text, body)
  }
  var testDescription: String { text }

  static let all = [
    WrongLayer("filters must be positive, got 0") { _ = Conv2D(0, kernelSize: 2) },
    WrongLayer("kernelSize must be one integer or 2, none below 1, got [1, 2, 3]") {
      _ = Conv2D(1, kernelSize: [1, 2, 3])
    },
    WrongLayer("strides must be one integer or 1, none below 1, got 0") {
      _ = Conv1D(1, kernelSize: 2, strides: 0)
    },
    WrongLayer("groups must be positive and divide the 3 filters, got 2") {
      _ = Conv1D(3, kernelSize: 2, groups: 2)
    },
    WrongLayer("the 3 channels of the input do not divide into 2 groups") {
      _ = Conv1D(2, kernelSize: 2, groups: 2)(counted([1, 4, 3]))
    },
    WrongLayer("must not both be above 1") {
      _ = Conv1D(1, kernelSize: 2, strides: 2, dilationRate: 2)
    },
    WrongLayer("padding must be .valid or .same; .causal is for Conv1D alone") {
      _ = Conv2D(1, kernelSize: 2, padding: .causal)
    },
    WrongLayer("outputPadding [2] must be below the strides [2]") {
      _ = Conv1DTranspose(1, kernelSize: 2, strides: 2, outputPadding: 2)
    },
    WrongLayer("depthMultiplier must be positive, got 0") {
      _ = DepthwiseConv1D(2, depthMultiplier: 0)
    },
    WrongLayer("expected an input of 4 axes, got one of the shape (1, 4, 3)") {
      _ = Conv2D(1, kernelSize: 2)(counted([1, 4, 3]))
    },
    WrongLayer("the size of axis -1 of the input must be known") {
      _ = Conv1D(1, kernelSize: 2)(Input(shape: [4, nil]))
    },
    WrongLayer("padding must be .valid or .same, got .causal") {
      _ = MaxPooling1D(2, padding: .causal)
    },
    WrongLayer("poolSize must be one integer or 2, none below 1, got -1") { _ = MaxPooling2D(-1) },
    WrongLayer("rate must be between 0 and 1, got 1.5") { _ = Dropout(1.5) },
    WrongLayer("rate must be between 0 and 1, got nan") { _ = SpatialDropout1D(.nan) },
    WrongLayer("rate must be below 1") { _ = GaussianDropout(1) },
    WrongLayer("rate must be below 1") { _ = AlphaDropout(1) },
    WrongLayer("stddev must be between 0 and 1, got -1.0") { _ = GaussianNoise(-1) },
    WrongLayer("noiseShape (None, 2) must have for each axis of the input its size, 1 or nil") {
      _ = Dropout(0.5, noiseShape: [nil, 2])(counted([2, 3]), training: true)
    },
    WrongLayer("the sizes of noiseShape must be positive or nil, got (0,)") {
      _ = Dropout(0.5, noiseShape: [0])
    },
    WrongLayer("negativeSlope must not be negative, got -1.0") { _ = LeakyReLU(-1) },
    WrongLayer("maxValue must not be negative, got -2.0") { _ = ReLU(maxValue: -2) },
    WrongLayer("sharedAxes must be among 1..<2 for the shape (2, 3), got [2]") {
      _ = PReLU(sharedAxes: 2)(counted([2, 3]))
    },
    WrongLayer("the mask must have the shape of the input, or sizes of 1 in it") {
      _ = Softmax()(counted([2, 3]), mask: flags([1, 1], [2]))
    },
    WrongLayer("groups must be -1 or divide the 3 channels, got 2") {
      _ = GroupNormalization(groups: 2)(counted([2, 3]))
    },
    WrongLayer("the size of axis 5 of the input must be known") {
      _ = LayerNormalization(axis: 5)(counted([2, 3]))
    },
    WrongLayer("the axes [7] must be among the 2 of the input") {
      _ = UnitNormalization(axis: 7)(counted([2, 3]))
    },
    WrongLayer("renormClipping may hold rmin, rmax and dmax, got [\"low\"]") {
      _ = BatchNormalization(renorm: true, renormClipping: ["low": 1])
    },
    WrongLayer("the mask must have one axis less than the input") {
      _ = BatchNormalization()(counted([2, 3]), mask: flags([1, 1], [2, 1]))
    },
    WrongLayer("the 6 elements of a sample do not fit targetShape [4]") {
      _ = Reshape([4])(counted([2, 6]))
    },
    WrongLayer("targetShape must hold sizes, and -1 at most once, got [-1, -1]") {
      _ = Reshape([-1, -1])
    },
    WrongLayer("dims must be the numbers from 1 to how many they are, in any order, got [0, 1]") {
      _ = Permute([0, 1])
    },
    WrongLayer("n must be positive, got 0") { _ = RepeatVector(0) },
    WrongLayer("cropping [[2, 2]] must leave something of the spatial axes") {
      _ = Cropping1D(2)(counted([1, 4, 1]))
    },
    WrongLayer("padding must be one integer, or 2 integers or pairs of them, none negative") {
      _ = ZeroPadding2D([1, -1])
    },
    WrongLayer("size must be one integer or 1, none below 1, got 0") { _ = UpSampling1D(0) },
    WrongLayer("frameStep must be among 1...8, the frame's length, got 9") {
      _ = STFTSpectrogram(frameLength: 8, frameStep: 9)
    },
    WrongLayer("expected more samples than half of fftLength 64") {
      _ = MelSpectrogram(fftLength: 64)(counted([20]))
    },
    WrongLayer("axes must be one integer or two, got [1, 2, 3]") { _ = Dot([1, 2, 3]) },
  ]
}

@Suite(.seeded) struct LayerErrorTests {
  @Test(arguments: WrongLayer.all) func `a wrong setting or input is named`(_ one: WrongLayer) {
    #expect {
      try checking(one.body)
    } throws: { "\($0)".contains(one.text) }
  }

  @Test func `a layer whose build failed can be built again`() throws {
    let layer = Conv1D(2, kernelSize: 2, groups: 2)
    #expect(throws: TensorError.self) { try checking { _ = layer(counted([1, 4, 3])) } }
    #expect(!layer.isBuilt && layer.weights.isEmpty)
    _ = try checking { layer(counted([1, 4, 2])) }
    #expect(layer.weights.map(\.shape) == [[2, 1, 2], [2]])
  }

  @Test func `files that ask for code or hold something else are refused`() throws {
    #expect {
      try deserialize(["class_name": "Lambda", "config": ["function": "…"]], as: Layer.self)
    } throws: { "\($0)".contains("a Lambda layer cannot be read from a file") }
    #expect {
      try deserialize(
        ["class_name": "Conv2D", "config": ["filters": 1, "kernel_size": "x"]], as: Layer.self)
    } throws: {
      "\($0)" == "'kernel_size' of Conv2D must be an integer or a list of integers, got 'x'"
    }
    #expect {
      try deserialize(["class_name": "Conv2D", "config": ["filters": 1]], as: Layer.self)
    } throws: { "\($0)" == "the config of Conv2D has no 'kernel_size'" }
    #expect {
      try deserialize(
        ["class_name": "ZeroPadding2D", "config": ["padding": [[1], 2]]], as: Layer.self)
    } throws: { "\($0)".contains("padding must be one integer, or 2 integers or pairs of them") }
    for base in ["BaseConv", "BasePooling", "Merge"] {
      #expect(throws: ConfigError.self) {
        try deserialize(["class_name": .string(base), "config": [:]], as: Layer.self)
      }
    }
  }

  @Test func `files of earlier versions lack fields and are read`() throws {
    let layer = try deserialize(
      ["class_name": "Conv2D", "config": ["filters": 3, "kernel_size": 2, "padding": "SAME"]],
      as: Layer.self)
    #expect(layer.config["strides"] == [1, 1] && layer.config["padding"] == "same")
    let leaky = try deserialize(
      ["class_name": "LeakyReLU", "config": ["alpha": 0.5]], as: Layer.self)
    #expect(leaky.config["negative_slope"] == 0.5)
  }

  @Test func `an input spec says what does not fit`() {
    let spec = InputSpec(dtype: .f32, shape: [nil, 3], axes: [-1: 3])
    #expect(spec.complaint([2, 3], .f32) == nil && spec.complaint([nil, nil], .f32) == nil)
    #expect(spec.complaint([2, 4], .f32)?.contains("the size 3 along axis -1") == true)
    #expect(spec.complaint([2], .f32)?.contains("2 axes") == true)
    #expect(spec.complaint([2, 3], .i32)?.contains("float32, got int32") == true)
    #expect(InputSpec(maxNdim: 2).complaint([1, 2, 3], .f32)?.contains("at most 2 axes") == true)
    #expect(InputSpec(minNdim: 2).complaint([1], .f32)?.contains("at least 2 axes") == true)
    #expect(InputSpec(axes: [3: 1]).complaint([1], .f32)?.contains("at least 4 axes") == true)
    #expect(InputSpec(shape: [2]).complaint([3], .f32)?.contains("the shape (2,)") == true)
  }
}
