extension Primitives {
  /// The primitives of the area `movement`, in alphabetical order.
  static let movement: [any Primitive.Type] = [
    Broadcast.self,
    BroadcastInDim.self,
    Concatenate.self,
    Constant.self,
    DynamicBroadcastInDim.self,
    DynamicGather.self,
    DynamicIota.self,
    DynamicPad.self,
    DynamicReshape.self,
    DynamicSlice.self,
    DynamicUpdateSlice.self,
    Gather.self,
    GetDimensionSize.self,
    Iota.self,
    Pad.self,
    RealDynamicSlice.self,
    Reshape.self,
    Reverse.self,
    Scatter.self,
    SetDimensionSize.self,
    Slice.self,
    TorchIndexSelect.self,
    Transpose.self,
  ]
}
