/// A value that is part of a tree's structure whatever its type: an argument that `jit` compiles
/// anew for each value of.
public struct Static<Value: Hashable & Sendable>: TensorTree, Hashable, Sendable {
  /// The value.
  public var value: Value
  /// The tree that holds `value` as structure.
  public init(_ value: Value) { self.value = value }

  /// Encodes the value as structure; only trees of tensors can.
  public func encode(to encoder: any Encoder) throws {
    guard let encoder = encoder as? TreeEncoder else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: encoder.codingPath, debugDescription: Self.limit))
    }
    encoder.writer.append(TreeStructure.Opaque(value: AnyHashable(value)))
  }
  /// Decodes what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    guard let decoder = decoder as? TreeDecoder else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: Self.limit))
    }
    value = try decoder.opaque(Value.self)
  }
  private static var limit: String { "a Static value exists in trees of tensors only" }
}
