extension Settings {
  static let layers: [LayerRecipe] =
    layer(
      [2, 6, 4], { Conv1D(4, kernelSize: 3) }, ["use_bias": false], ["activation": "relu"],
      ["groups": 2], ["strides": [2], "padding": "same"], ["dilation_rate": [2]])
    + layer(
      [1, 5, 6, 2], { Conv2D(3, kernelSize: 2) }, ["dilation_rate": [2, 1]], ["strides": [3, 1]],
      ["padding": "same"], ["activation": "tanh"])
    + layer(
      [1, 3, 4, 3, 2], { Conv3D(2, kernelSize: 2) }, ["strides": [1, 2, 1]], ["padding": "valid"],
      ["groups": 2], ["use_bias": false], ["dilation_rate": [1, 2, 1]])
    + layer(
      [2, 4, 2], { Conv1DTranspose(2, kernelSize: 3) }, ["padding": "same"], ["dilation_rate": [2]],
      ["strides": [2], "output_padding": [1]], ["use_bias": false], ["activation": "relu"])
    + layer(
      [1, 3, 3, 2], { Conv2DTranspose(3, kernelSize: 2) }, ["strides": [3, 2]], ["use_bias": false])
    + layer(
      [1, 2, 3, 2, 2], { Conv3DTranspose(1, kernelSize: 2) }, ["padding": "same"],
      ["strides": [2, 1, 1]])
    + layer(
      [2, 6, 2], { DepthwiseConv1D(2) }, ["strides": [2]], ["padding": "same"],
      ["dilation_rate": [2]], ["use_bias": false], ["activation": "relu"], ["depth_multiplier": 3])
    + layer(
      [1, 5, 5, 2], { DepthwiseConv2D(2) }, ["dilation_rate": [2, 2]], ["use_bias": false],
      ["activation": "relu"])
    + layer(
      [2, 6, 2], { SeparableConv1D(3, kernelSize: 2) }, ["strides": [2]], ["dilation_rate": [2]],
      ["depth_multiplier": 2], ["use_bias": false], ["activation": "relu"])
    + layer(
      [1, 5, 5, 2], { SeparableConv2D(3, kernelSize: 2) }, ["strides": [2, 2]],
      ["padding": "same"], ["dilation_rate": [2, 2]], ["use_bias": false])
    + layer(
      [2, 7, 2], { MaxPooling1D(2) }, ["pool_size": [3]], ["strides": [1]], ["padding": "same"])
    + layer(
      [2, 7, 2], { AveragePooling1D(2) }, ["pool_size": [3]], ["strides": [1]],
      ["padding": "same"])
    + layer(
      [1, 5, 4, 2], { AveragePooling2D(2) }, ["padding": "same"], ["strides": [1, 2]],
      ["pool_size": [3, 2]])
    + layer([1, 4, 3, 4, 1], { MaxPooling3D(2) }, ["padding": "same"], ["strides": [1, 1, 1]])
    + layer([2, 4, 3], { GlobalMaxPooling1D() }, ["keepdims": true])
    + layer([2, 3, 2, 2], { GlobalMaxPooling2D() }, ["keepdims": true])
    + layer([2, 3, 2, 2], { GlobalAveragePooling2D() }, ["keepdims": false])
    + recurrent + others

  private static let recurrent: [LayerRecipe] =
    layer(
      [2, 4, 3], { SimpleRNN(3) }, ["use_bias": false], ["activation": "relu"],
      ["return_state": true], ["return_sequences": true], ["go_backwards": true],
      ["unroll": true])
    + layer(
      [2, 4, 3], { LSTM(3) }, ["use_bias": false], ["activation": "softsign"],
      ["recurrent_activation": "hard_sigmoid"], ["return_state": true],
      ["return_sequences": true], ["go_backwards": true], ["unroll": true])
    + layer(
      [2, 4, 3], { GRU(3) }, ["use_bias": false], ["activation": "softsign"],
      ["recurrent_activation": "hard_sigmoid"], ["return_state": true],
      ["return_sequences": true], ["go_backwards": true], ["unroll": true],
      ["reset_after": false])
    + layer(
      [1, 3, 3, 3, 2], { ConvLSTM2D(2, kernelSize: 2) }, ["strides": [1, 2]],
      ["dilation_rate": [2, 1]], ["activation": "relu"], ["recurrent_activation": "hard_sigmoid"],
      ["use_bias": false], ["return_sequences": true], ["go_backwards": true])
    + layer(
      [1, 3, 4, 2], { ConvLSTM1D(2, kernelSize: 2) }, ["padding": "same"], ["use_bias": false],
      ["return_state": true])
    + layer(
      [2, 3, 2], { Bidirectional(LSTM(2, returnSequences: true)) }, ["merge_mode": "sum"],
      ["merge_mode": "mul"], ["merge_mode": "ave"])

  private static let others: [LayerRecipe] =
    layer(
      [4, 3], { BatchNormalization() }, ["epsilon": 0.125], ["momentum": 0.5], ["center": false],
      ["scale": false])
    + layer(
      [2, 5], { LayerNormalization() }, ["epsilon": 0.125], ["center": false], ["scale": false])
    + layer(
      [2, 3, 4], { GroupNormalization(groups: 2) }, ["epsilon": 0.125], ["center": false],
      ["scale": false], ["groups": 4])
    + layer([2, 4], { RMSNormalization() }, ["epsilon": 0.125])
    + layer(
      [2, 3], { Dense(4) }, ["use_bias": false], ["activation": "gelu"],
      ["activation": "softmax"], ["activation": "elu"], ["activation": "selu"],
      ["activation": "silu"], ["activation": "hard_sigmoid"], ["activation": "exponential"],
      ["activation": "softsign"], ["activation": "relu6"], ["activation": "leaky_relu"])
    + layer([2, 5], { LeakyReLU() }, ["negative_slope": 0.5])
    + layer([2, 5], { ELU() }, ["alpha": 0.25])
    + layer(
      [3, 5], { ReLU() }, ["max_value": 1.0], ["negative_slope": 0.25], ["threshold": 0.5])
    + layer([2, 3, 4], { Softmax() }, ["axis": 1])
    + layer([2, 4, 4, 1], { UpSampling2D(2) }, ["interpolation": "bilinear"], ["size": [1, 3]])
    + layer(
      [1, 5, 6, 2], { Resizing(3, 4) }, ["interpolation": "nearest"],
      ["interpolation": "bicubic"], ["antialias": true], ["crop_to_aspect_ratio": true],
      ["pad_to_aspect_ratio": true, "fill_value": 0.5])
    + layer([2, 3], { Rescaling(2) }, ["offset": 0.25], ["scale": -0.5])
    + layer([1, 4, 5, 2], { ZeroPadding2D(1) }, ["padding": [[0, 2], [3, 1]]])
    + layer([1, 6, 7, 2], { Cropping2D(1) }, ["cropping": [[0, 2], [3, 1]]])
}
