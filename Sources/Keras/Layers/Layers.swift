extension KerasClasses {
  /// Keras's layers, in alphabetical order.
  package static let layers: [any KerasObject.Type] = [
    ActivationLayer.self, ActivityRegularization.self, AdaptiveAveragePooling1D.self,
    AdaptiveAveragePooling2D.self, AdaptiveAveragePooling3D.self, AdaptiveMaxPooling1D.self,
    AdaptiveMaxPooling2D.self, AdaptiveMaxPooling3D.self, Add.self, AdditiveAttention.self,
    AlphaDropout.self, Attention.self, Average.self, AveragePooling1D.self, AveragePooling2D.self,
    AveragePooling3D.self, BatchNormalization.self, Bidirectional.self, Concatenate.self,
    Conv1D.self, Conv1DTranspose.self, Conv2D.self, Conv2DTranspose.self, Conv3D.self,
    Conv3DTranspose.self, ConvLSTM1D.self, ConvLSTM2D.self, ConvLSTM3D.self, Cropping1D.self,
    Cropping2D.self, Cropping3D.self, Dense.self, DepthwiseConv1D.self, DepthwiseConv2D.self,
    Dot.self, Dropout.self, EinsumDense.self, ELU.self, Embedding.self, Flatten.self,
    GaussianDropout.self, GaussianNoise.self, GlobalAveragePooling1D.self,
    GlobalAveragePooling2D.self, GlobalAveragePooling3D.self, GlobalMaxPooling1D.self,
    GlobalMaxPooling2D.self, GlobalMaxPooling3D.self, GroupNormalization.self,
    GroupQueryAttention.self, GRU.self, GRUCell.self, Identity.self, InputLayer.self, Lambda.self,
    LayerNormalization.self, LeakyReLU.self, LSTM.self, LSTMCell.self, Masking.self, Maximum.self,
    MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self, MelSpectrogram.self, Minimum.self,
    MultiHeadAttention.self, Multiply.self, Permute.self, PReLU.self, ReLU.self, RepeatVector.self,
    Reshape.self, ReversibleEmbedding.self, RMSNormalization.self, RNN.self, SeparableConv1D.self,
    SeparableConv2D.self, SimpleRNN.self, SimpleRNNCell.self, Softmax.self, SpatialDropout1D.self,
    SpatialDropout2D.self, SpatialDropout3D.self, SpectralNormalization.self, StackedRNNCells.self,
    STFTSpectrogram.self, Subtract.self, TimeDistributed.self, UnitNormalization.self,
    UpSampling1D.self, UpSampling2D.self, UpSampling3D.self, Wrapper.self, ZeroPadding1D.self,
    ZeroPadding2D.self, ZeroPadding3D.self,
  ]
}
