extension Primitives {
  /// The primitives of the area `contractions`, in alphabetical order.
  static let contractions: [any Primitive.Type] = [
    Convolution.self,
    Dot.self,
    DotGeneral.self,
    DynamicConv.self,
    Einsum.self,
    FFT.self,
    RaggedDot.self,
  ]
}
