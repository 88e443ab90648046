extension Primitives {
  /// The primitives of the area `elementwise`, in alphabetical order.
  static let elementwise: [any Primitive.Type] = [
    Binary.self,
    Unary.self,
  ]
}
