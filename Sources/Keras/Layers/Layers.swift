extension KerasClasses {
  /// Keras's layers, in alphabetical order.
  package static let layers: [any KerasObject.Type] = [
    ActivationLayer.self, ActivityRegularization.self, AdaptiveAveragePooling1D.self,
    AdaptiveAveragePooling2D.self, AdaptiveAveragePooling3D.self, AdaptiveMaxPooling1D.self,
    AdaptiveMaxPooling2D.self, AdaptiveMaxPooling3D.self, AlphaDropout.self,
    AveragePooling1D.self, AveragePooling2D.self, AveragePooling3D.self, Conv1D.self,
    Conv1DTranspose.self, Conv2D.self, Conv2DTranspose.self, Conv3D.self, Conv3DTranspose.self,
    Dense.self, DepthwiseConv1D.self, DepthwiseConv2D.self, Dropout.self, ELU.self,
    GaussianDropout.self, GaussianNoise.self, GlobalAveragePooling1D.self,
    GlobalAveragePooling2D.self, GlobalAveragePooling3D.self, GlobalMaxPooling1D.self,
    GlobalMaxPooling2D.self, GlobalMaxPooling3D.self, Identity.self, InputLayer.self,
    Lambda.self, LeakyReLU.self, MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self,
    PReLU.self, ReLU.self, SeparableConv1D.self, SeparableConv2D.self, Softmax.self,
    SpatialDropout1D.self, SpatialDropout2D.self, SpatialDropout3D.self,
  ]
}
