extension Primitives {
  /// The primitives of the area `linearAlgebra`, in alphabetical order.
  static let linearAlgebra: [any Primitive.Type] = [

  ]
}
