/// A tensor of a model that is being put together: a type with open sizes, and where it comes from.
public final class KerasTensor {
  /// The shape; `nil` for a size that is open.
  public let shape: Shape
  /// The dtype.
  public let dtype: DType
  /// The name, for messages.
  public let name: String
  /// The call that makes it, and which of its results it is; `nil` while it is of no call.
  public internal(set) var history: (node: Node, index: Int)?

  /// A tensor of this shape and dtype.
  public init(_ shape: Shape, dtype: DType = .f32, name: String? = nil) {
    self.shape = shape
    self.dtype = dtype
    self.name = name ?? AutoNames.next("keras_tensor")
  }

  /// The number of dimensions.
  public var rank: Int { shape.count }
}

extension KerasTensor: CustomStringConvertible {
  /// What to show a person.
  public var description: String {
    "<KerasTensor shape=\(pythonTuple(shape)), dtype=\(dtype.kerasName), name=\(name)>"
  }
}

/// A shape as Python prints it: `(None, 4)`.
func pythonTuple(_ shape: Shape) -> String {
  let sizes = shape.map { $0.map(String.init) ?? "None" }
  return sizes.count == 1 ? "(\(sizes[0]),)" : "(\(sizes.joined(separator: ", ")))"
}

extension KerasTensor {
  /// Which result of which call a tensor is; one that no call makes stands for itself.
  struct Place: Hashable {
    let owner: ObjectIdentifier
    let index: Int
  }
  var place: Place {
    history.map { $0.node.place($0.index) } ?? Place(owner: ObjectIdentifier(self), index: 0)
  }
}
