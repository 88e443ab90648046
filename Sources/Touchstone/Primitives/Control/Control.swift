extension Primitives {
  /// The primitives of the area `control`, in alphabetical order.
  static let control: [any Primitive.Type] = [
    Call.self,
    Case.self,
    CustomCall.self,
    If.self,
    While.self,
  ]
}
