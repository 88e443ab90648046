extension Primitives {
  /// The primitives of the area `movement`, in alphabetical order.
  static let movement: [any Primitive.Type] = [
    Constant.self,
    Transpose.self,
  ]
}
