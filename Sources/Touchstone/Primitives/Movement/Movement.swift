extension Primitives {
  /// The primitives of the area `movement`, in alphabetical order.
  static let movement: [any Primitive.Type] = [
    BroadcastInDim.self,
    Concatenate.self,
    Constant.self,
    Iota.self,
    Pad.self,
    Reshape.self,
    Reverse.self,
    Slice.self,
    Transpose.self,
  ]
}
