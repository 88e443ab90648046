/// Which dimension of the operands and the result of a convolution is what.
public struct ConvolutionDimensions: Hashable, Sendable {
  /// The input's batch dimension.
  public let inputBatch: Int
  /// The input's feature dimension.
  public let inputFeature: Int
  /// The input's spatial dimensions.
  public let inputSpatial: [Int]
  /// The kernel's dimension of input features.
  public let kernelInputFeature: Int
  /// The kernel's dimension of output features.
  public let kernelOutputFeature: Int
  /// The kernel's spatial dimensions, each for the input's at the same place.
  public let kernelSpatial: [Int]
  /// The result's batch dimension.
  public let outputBatch: Int
  /// The result's feature dimension.
  public let outputFeature: Int
  /// The result's spatial dimensions, each for the input's at the same place.
  public let outputSpatial: [Int]

  /// Dimensions by their numbers.
  public init(
    inputBatch: Int, inputFeature: Int, inputSpatial: [Int], kernelInputFeature: Int,
    kernelOutputFeature: Int, kernelSpatial: [Int], outputBatch: Int, outputFeature: Int,
    outputSpatial: [Int]
  ) {
    self.inputBatch = inputBatch
    self.inputFeature = inputFeature
    self.inputSpatial = inputSpatial
    self.kernelInputFeature = kernelInputFeature
    self.kernelOutputFeature = kernelOutputFeature
    self.kernelSpatial = kernelSpatial
    self.outputBatch = outputBatch
    self.outputFeature = outputFeature
    self.outputSpatial = outputSpatial
  }

  /// Batch, feature, then space; the kernel output feature, input feature, then space.
  public static func channelsFirst(rank: Int) -> ConvolutionDimensions {
    let spatial = Array(2..<max(rank, 2))
    return ConvolutionDimensions(
      inputBatch: 0, inputFeature: 1, inputSpatial: spatial, kernelInputFeature: 1,
      kernelOutputFeature: 0, kernelSpatial: spatial, outputBatch: 0, outputFeature: 1,
      outputSpatial: spatial)
  }

  /// Batch, space, then feature; the kernel space, input feature, then output feature.
  public static func channelsLast(rank: Int) -> ConvolutionDimensions {
    let spatial = Array(1..<max(rank - 1, 1))
    return ConvolutionDimensions(
      inputBatch: 0, inputFeature: rank - 1, inputSpatial: spatial, kernelInputFeature: rank - 2,
      kernelOutputFeature: rank - 1, kernelSpatial: Array(0..<max(rank - 2, 0)), outputBatch: 0,
      outputFeature: rank - 1, outputSpatial: spatial)
  }
}

extension ConvolutionDimensions {
  init(_ source: inout OperationSource) throws(TensorError) {
    inputBatch = try source.integer("input_batch_dimension")
    inputFeature = try source.integer("input_feature_dimension")
    inputSpatial = try source.optionalIntegers("input_spatial_dimensions") ?? []
    kernelInputFeature = try source.integer("kernel_input_feature_dimension")
    kernelOutputFeature = try source.integer("kernel_output_feature_dimension")
    kernelSpatial = try source.optionalIntegers("kernel_spatial_dimensions") ?? []
    outputBatch = try source.integer("output_batch_dimension")
    outputFeature = try source.integer("output_feature_dimension")
    outputSpatial = try source.optionalIntegers("output_spatial_dimensions") ?? []
  }

  /// As `#stablehlo.conv<…>`.
  var attribute: Attribute {
    func number(_ name: String, _ value: Int) -> NamedAttribute {
      NamedAttribute(name, .integer(Int64(value), .i64))
    }
    func list(_ name: String, _ value: [Int]) -> NamedAttribute {
      NamedAttribute(name, .integers(value, .i64))
    }
    return .structure(
      "stablehlo.conv",
      [
        number("input_batch_dimension", inputBatch),
        number("input_feature_dimension", inputFeature),
        list("input_spatial_dimensions", inputSpatial),
        number("kernel_input_feature_dimension", kernelInputFeature),
        number("kernel_output_feature_dimension", kernelOutputFeature),
        list("kernel_spatial_dimensions", kernelSpatial),
        number("output_batch_dimension", outputBatch),
        number("output_feature_dimension", outputFeature),
        list("output_spatial_dimensions", outputSpatial),
      ])
  }
}
