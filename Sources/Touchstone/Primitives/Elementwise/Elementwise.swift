extension Primitives {
  /// The primitives of the area `elementwise`, in alphabetical order.
  static let elementwise: [any Primitive.Type] = [
    Abs.self,
    Binary.self,
    BitcastConvert.self,
    BroadcastBinary.self,
    BroadcastCompare.self,
    BroadcastComplex.self,
    BroadcastSelect.self,
    Clamp.self,
    Compare.self,
    ComplexFromParts.self,
    ComplexPart.self,
    ConstantLike.self,
    Convert.self,
    Predicate.self,
    ReducePrecision.self,
    Select.self,
    Unary.self,
  ]
}
