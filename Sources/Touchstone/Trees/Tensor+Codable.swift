import Foundation

extension Tensor: Codable {
  private enum CodingKeys: String, CodingKey { case dtype, shape, bytes }

  /// Encodes the tensor: as a leaf of a tree, and for any other encoder as dtype, shape and the
  /// bytes of its elements, row-major and little-endian.
  ///
  /// Throws for a traced tensor, which has no elements yet.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? TreeEncoder { return encoder.writer.append(self) }
    let host = try host()
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dtype.rawValue, forKey: .dtype)
    try container.encode(shape, forKey: .shape)
    try container.encode(host.withBytes { Data($0) }, forKey: .bytes)
  }

  /// Decodes what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? TreeDecoder {
      self = try decoder.tensor()
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .dtype)
    let shape = try container.decode([Int].self, forKey: .shape)
    let bytes = try container.decode(Data.self, forKey: .bytes)
    guard let dtype = DType(rawValue: name), dtype.isElement else {
      throw TensorError("value", "", [], "\(name) is not a dtype of elements")
    }
    let type = TensorType(dtype, shape)
    guard shape.allSatisfy({ $0 >= 0 }), let count = type.checkedCount,
      count * dtype.byteWidth == bytes.count
    else {
      throw TensorError("value", "", [type], "\(bytes.count) bytes do not fill this type")
    }
    self.init(HostTensor(type) { $0.copyBytes(from: bytes) })
  }
}
