extension Primitives {
  /// The primitives of the area `control`, in alphabetical order.
  static let control: [any Primitive.Type] = [
    Call.self,
    Case.self,
    Composite.self,
    CustomCall.self,
    GetTupleElement.self,
    If.self,
    Passing.self,
    ShardingConstraint.self,
    StopGradient.self,
    Tokens.self,
    TupleOperation.self,
    While.self,
  ]
}
