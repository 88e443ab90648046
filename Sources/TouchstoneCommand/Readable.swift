import ConformanceKit
import Touchstone

/// Tensors for people to read: nested brackets, long dimensions cut in the middle.
enum Readable {
  /// Tensors with more elements than this are cut.
  static let greatestCount = 1000
  /// How many elements are kept at each end of a cut dimension.
  static let edge = 3

  /// The type of `tensor` and its elements.
  static func text(_ tensor: HostTensor) -> String {
    switch tensor.dtype {
    case .token: return "token"
    case .tuple: return "(\(tensor.elements.map(text).joined(separator: ", ")))"
    default: break
    }
    if tensor.type.rank == 0 { return "\(tensor.type) \(Literal.element(tensor, 0))" }
    if tensor.count == 0 { return "\(tensor.type) []" }
    let shown = elements(tensor)
    let width = shown.values.map(\.count).max() ?? 0
    let rows = nested(tensor, shown, width, axis: 0, position: 0)
    let isShort = tensor.type.rank == 1 && rows.count <= 80
    return "\(tensor.type)" + (isShort ? " " : "\n") + rows
  }

  private static func kept(_ size: Int, _ tensor: HostTensor) -> [Int?] {
    if tensor.count <= greatestCount || size <= 2 * edge + 1 { return (0..<size).map { $0 } }
    return Array(0..<edge) + [nil] + Array(size - edge..<size)
  }

  /// The text of each element that is shown, by position.
  private static func elements(_ tensor: HostTensor) -> [Int: String] {
    var positions = [0]
    for (size, stride) in zip(tensor.shape, tensor.type.strides) {
      let steps = kept(size, tensor).compactMap { $0.map { $0 * stride } }
      positions = positions.flatMap { base in steps.map { base + $0 } }
    }
    return Dictionary(uniqueKeysWithValues: positions.map { ($0, Literal.element(tensor, $0)) })
  }

  private static func nested(
    _ tensor: HostTensor, _ shown: [Int: String], _ width: Int, axis: Int, position: Int
  ) -> String {
    if axis == tensor.type.rank {
      let text = shown[position] ?? "?"
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let stride = tensor.type.strides[axis]
    let items = kept(tensor.shape[axis], tensor).map { i in
      i.map { nested(tensor, shown, width, axis: axis + 1, position: position + $0 * stride) }
        ?? "…"
    }
    let isLast = axis == tensor.type.rank - 1
    let separator = isLast ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
    return "[" + items.joined(separator: separator) + "]"
  }
}
