extension Primitives {
  /// The primitives of the area `collectives`, in alphabetical order.
  static let collectives: [any Primitive.Type] = [

  ]
}
