/// A static parameter of an operation, as StableHLO's text holds it.
public indirect enum Attribute: Hashable, Sendable {
  /// Present without a value.
  case unit
  case bool(Bool)
  /// `3 : i64`; unsigned 64-bit numbers by their bits. Without a dtype the text gave none.
  case integer(Int64, DType? = nil)
  /// `1.0e-3 : f32`.
  case float(Double, DType? = nil)
  case string(String)
  /// `@name`.
  case symbol(String)
  /// `tensor<2xf32>` or another type.
  case type(TensorType)
  /// `array<i64: 1, 2>`; booleans as 0 and 1.
  case integers([Int], DType)
  /// `dense<…> : tensor<…>`.
  case elements(HostTensor)
  /// `[a, b]`.
  case array([Attribute])
  /// `{a = 1, b}`.
  case dictionary([NamedAttribute])
  /// `#stablehlo<comparison_direction LT>`.
  case enumeration(String, String)
  /// `#stablehlo.gather<offset_dims = [0], …>`; the name is `stablehlo.gather`.
  case structure(String, [NamedAttribute])
  /// Kept as it was written, from a dialect this package does not read into: `#sdy.sharding<…>`.
  case opaque(String)
}

/// An attribute with its name.
public struct NamedAttribute: Hashable, Sendable {
  /// The name, as in the text.
  public let name: String
  /// The value.
  public let value: Attribute
  /// The pair of `name` and `value`.
  public init(_ name: String, _ value: Attribute) {
    self.name = name
    self.value = value
  }
}
