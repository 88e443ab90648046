extension Primitives {
  /// The primitives of the area `reductions`, in alphabetical order.
  static let reductions: [any Primitive.Type] = [
    Reduce.self,
  ]
}
