extension Primitives {
  /// The primitives of the area `checks`, in alphabetical order.
  static let checks: [any Primitive.Type] = [
    Check.self
  ]
}
