extension Primitives {
  /// The primitives of the area `random`, in alphabetical order.
  static let random: [any Primitive.Type] = [
    Rng.self,
    RngBitGenerator.self,
  ]
}
