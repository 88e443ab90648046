import Foundation
import JSONValues
import Touchstone

/// Types, tensors and programs as the judge's protocol writes them in JSON.
///
/// One message is one line of JSON. `Conformance/schema/protocol-v1.schema.json` describes them.
///
/// Specification: `conformance`.
package enum Wire {
  /// The version of the protocol.
  package static let version = 1

  /// `{"dtype": "f32", "shape": [2, 3]}`; a tuple has `elements` instead of a shape.
  package static func json(_ type: TensorType) -> JSON {
    if type.dtype == .tuple {
      return ["dtype": "tuple", "elements": .array(type.elements.map(json))]
    }
    return ["dtype": .string(type.dtype.rawValue), "shape": json(type.shape)]
  }

  static func json(_ list: [Int]) -> JSON { .array(list.map { .integer($0) }) }

  /// The type with its elements under `data`: their bytes, little-endian, in base64.
  package static func json(_ tensor: HostTensor) -> JSON {
    if tensor.dtype == .tuple {
      return ["dtype": "tuple", "elements": .array(tensor.elements.map(json))]
    }
    let data = tensor.withBytes { Data($0) }.base64EncodedString()
    return [
      "dtype": .string(tensor.dtype.rawValue), "shape": json(tensor.shape), "data": .string(data),
    ]
  }

  /// The type that `json` describes.
  package static func type(_ json: JSON) throws(WireError) -> TensorType {
    guard let word = json["dtype"]?.string, let dtype = DType(rawValue: word) else {
      throw WireError("'dtype' must name a dtype such as f32, got \(kind(json["dtype"]))")
    }
    if dtype == .tuple {
      var elements: [TensorType] = []
      for item in json["elements"]?.array ?? [] { elements.append(try type(item)) }
      return TensorType(tuple: elements)
    }
    guard let sizes = json["shape"]?.array else {
      throw WireError("'shape' must be a list of sizes, got \(kind(json["shape"]))")
    }
    var shape: [Int] = []
    for size in sizes {
      guard let value = size.integer, value >= 0 else {
        throw WireError("'\(size.text())' is not the size of a dimension")
      }
      shape.append(value)
    }
    let type = TensorType(dtype, shape)
    guard type.checkedCount != nil else { throw WireError("\(type) has too many elements") }
    return type
  }

  /// The tensor that `json` describes.
  package static func tensor(_ json: JSON) throws(WireError) -> HostTensor {
    let type = try type(json)
    if type.dtype == .tuple {
      var elements: [HostTensor] = []
      for item in json["elements"]?.array ?? [] { elements.append(try tensor(item)) }
      return HostTensor(tuple: elements)
    }
    if type.dtype == .token { return .token }
    guard let text = json["data"]?.string, let data = Data(base64Encoded: text) else {
      throw WireError("'data' of a tensor of \(type) must be its bytes in base64")
    }
    guard data.count == type.byteCount else {
      throw WireError("a tensor of \(type) takes \(type.byteCount) bytes, 'data' has \(data.count)")
    }
    let tensor = HostTensor(type) { bytes in data.copyBytes(to: bytes) }
    guard type.dtype.holds(tensor) else {
      throw WireError(
        "a tensor of \(type) has bits beyond the \(type.dtype.bitWidth) of \(type.dtype)")
    }
    return tensor
  }

  /// How long a line may be that carries tensors of these types: their bytes in base64, twice over.
  static func limit(for types: [TensorType]) -> Int {
    types.reduce(1 << 20) { sum, type in
      type.dtype == .tuple
        ? sum + limit(for: type.elements) : min(sum + 3 * (type.checkedCount ?? 0) * 16, 1 << 40)
    }
  }

  static func kind(_ json: JSON?) -> String { json?.kind ?? "nothing" }
}

extension DType {
  /// Whether each byte of elements narrower than a byte holds no more than their bits.
  ///
  /// Signed ones are extended to the byte.
  fileprivate func holds(_ tensor: HostTensor) -> Bool {
    guard bitWidth < 8 else { return true }
    let half = UInt8(1) << UInt8(bitWidth - 1)
    return tensor.withBytes { bytes in
      bytes.allSatisfy { byte in
        family == .signed ? byte &+ half < half << 1 : byte < half << 1
      }
    }
  }
}

/// What is wrong with a message.
package struct WireError: Error, CustomStringConvertible {
  /// What was expected and what came.
  package let description: String
  init(_ description: String) { self.description = description }
}
