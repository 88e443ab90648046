extension UnsafeMutableRawBufferPointer {
  /// Brings elements of `dtype` that are narrower than their memory into the form tensors keep them
  /// in: signed ones have their sign in every bit above, others zeros, and booleans are 0 or 1.
  func normalize(as dtype: DType) {
    guard dtype.bitWidth < 8, !dtype.isComplex else { return }
    for i in indices { self[i] = dtype.normalized(self[i]) }
  }
}

extension DType {
  /// The form in which a tensor keeps an element whose lowest bits are those of `byte`; of dtypes
  /// narrower than a byte only.
  fileprivate func normalized(_ byte: UInt8) -> UInt8 {
    let unused = UInt8(8 - bitWidth)
    return switch family {
    case .boolean: byte == 0 ? 0 : 1
    case .signed: UInt8(bitPattern: Int8(bitPattern: byte << unused) >> Int8(unused))
    default: (byte << unused) >> unused
    }
  }

  /// The place of the first byte that is no element of this dtype; `nil` if all are, or if
  /// every byte is one.
  package func firstNoElement(_ bytes: some Collection<UInt8>) -> Int? {
    guard bitWidth < 8, !isComplex else { return nil }
    return bytes.enumerated().first { normalized($0.element) != $0.element }?.offset
  }
}
