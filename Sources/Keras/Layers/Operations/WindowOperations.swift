// Operations that slide windows over their input: convolutions, pools, blocks.

extension Operation {
  private static let convolving: JSONObject = [
    "strides": 1, "padding": "valid", "data_format": nil, "dilation_rate": 1,
  ]

  static let windows: [Operation] = [
    Operation("Conv", .nn, "inputs kernel", convolving) {
      [
        conv(
          try $0.tensor(0), try $0.tensor(1), strides: try $0.sizes("strides"),
          padding: try $0.padding(), dataFormat: try $0.dataFormat(),
          dilationRate: try $0.sizes("dilation_rate"))
      ]
    },
    Operation("DepthwiseConv", .nn, "inputs kernel", convolving) {
      [
        depthwiseConv(
          try $0.tensor(0), try $0.tensor(1), strides: try $0.sizes("strides"),
          padding: try $0.padding(), dataFormat: try $0.dataFormat(),
          dilationRate: try $0.sizes("dilation_rate"))
      ]
    },
    Operation("SeparableConv", .nn, "inputs depthwise_kernel pointwise_kernel", convolving) {
      [
        separableConv(
          try $0.tensor(0), try $0.tensor(1), try $0.tensor(2), strides: try $0.sizes("strides"),
          padding: try $0.padding(), dataFormat: try $0.dataFormat(),
          dilationRate: try $0.sizes("dilation_rate"))
      ]
    },
    Operation(
      "ConvTranspose", .nn, "inputs kernel", convolving.merging(["output_padding": nil])
    ) {
      [
        convTranspose(
          try $0.tensor(0), try $0.tensor(1), strides: try $0.sizes("strides"),
          padding: try $0.padding(), outputPadding: try $0.axes("output_padding"),
          dataFormat: try $0.dataFormat(), dilationRate: try $0.sizes("dilation_rate"))
      ]
    },
    pool("AveragePool") { averagePool($0, $1, strides: $2, padding: $3, dataFormat: $4) },
    pool("MaxPool") { maxPool($0, $1, strides: $2, padding: $3, dataFormat: $4) },
    adaptive("AdaptiveAveragePool") { adaptiveAveragePool($0, $1, dataFormat: $2) },
    adaptive("AdaptiveMaxPool") { adaptiveMaxPool($0, $1, dataFormat: $2) },
    blocks("DepthToSpace") { depthToSpace($0, $1, dataFormat: $2) },
    blocks("SpaceToDepth") { spaceToDepth($0, $1, dataFormat: $2) },
    Operation(
      "Unfold", .nn, "x", needs: "kernel_size", ["dilation": 1, "padding": 0, "stride": 1]
    ) {
      [
        unfold(
          try $0.tensor(0), try $0.sizes("kernel_size"), dilation: try $0.sizes("dilation"),
          padding: try $0.sizes("padding"), stride: try $0.sizes("stride"))
      ]
    },
    Operation(
      "Fold", .nn, "x", needs: "output_size kernel_size",
      ["dilation": 1, "padding": 0, "stride": 1]
    ) {
      [
        fold(
          try $0.tensor(0), try $0.sizes("output_size"), try $0.sizes("kernel_size"),
          dilation: try $0.sizes("dilation"), padding: try $0.sizes("padding"),
          stride: try $0.sizes("stride"))
      ]
    },
  ]

  private static func pool(
    _ name: String,
    _ f: @escaping @Sendable (Tensor, any AxisList, (any AxisList)?, Padding, DataFormat) -> Tensor
  ) -> Operation {
    Operation(
      name, .nn, "inputs", needs: "pool_size",
      ["strides": nil, "padding": "valid", "data_format": nil]
    ) {
      [
        f(
          try $0.tensor(0), try $0.sizes("pool_size"), try $0.axes("strides"),
          try $0.padding(), try $0.dataFormat())
      ]
    }
  }
  private static func adaptive(
    _ name: String, _ f: @escaping @Sendable (Tensor, any AxisList, DataFormat) -> Tensor
  ) -> Operation {
    Operation(name, .nn, "inputs", needs: "output_size", ["data_format": nil]) {
      [f(try $0.tensor(0), try $0.sizes("output_size"), try $0.dataFormat())]
    }
  }
  private static func blocks(
    _ name: String, _ f: @escaping @Sendable (Tensor, Int, DataFormat) -> Tensor
  ) -> Operation {
    Operation(name, .nn, "x", needs: "block_size", ["data_format": "channels_last"]) {
      [f(try $0.tensor(0), try $0.int("block_size"), try $0.dataFormat())]
    }
  }
}
