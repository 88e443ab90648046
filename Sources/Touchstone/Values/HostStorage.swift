/// One tensor: its type and its memory, in one piece with this object where it is small.
///
/// A single reference, so that a tensor fits where a protocol's value is kept without a box. Memory
/// of its own, from a kilobyte on, is 64-byte aligned.
@usableFromInline
package final class HostStorage:
  ManagedBuffer<HostStorage.Header, HostStorage.Unit>
{
  /// What small memory is measured in: it has the alignment that every element needs.
  @usableFromInline package typealias Unit = SIMD2<UInt64>

  /// All but the memory.
  @usableFromInline package struct Header {
    var type: TensorType
    let elements: [HostTensor]
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let byteCount: Int
    /// The storage that holds the memory, where this is only another view of it.
    @usableFromInline var owner: HostStorage?
    /// Whether the memory is apart from this object, and this object's own.
    let isApart: Bool
  }

  /// Smaller memory is part of the object.
  private static let smallestApart = 1024

  /// Storage with memory of its own, not yet written.
  static func make(
    _ type: TensorType, byteCount: Int, elements: [HostTensor] = []
  ) -> HostStorage {
    let isApart = byteCount >= smallestApart
    let units = isApart ? 0 : (byteCount + MemoryLayout<Unit>.size - 1) / MemoryLayout<Unit>.size
    return make(units) { memory in
      Header(
        type: type, elements: elements,
        base: isApart ? MemoryPool.allocate(byteCount) : memory, byteCount: byteCount,
        isApart: isApart)
    }
  }

  /// Another view of the memory of `other`, or of a part of it.
  static func make(
    _ type: TensorType, viewing other: HostStorage, from offset: Int = 0, byteCount: Int? = nil
  ) -> HostStorage {
    make(0) { _ in
      Header(
        type: type, elements: [], base: other.base + offset,
        byteCount: byteCount ?? other.byteCount, owner: other.header.owner ?? other,
        isApart: false)
    }
  }

  @inline(__always)
  private static func make(
    _ units: Int, _ header: (UnsafeMutableRawPointer) -> Header
  ) -> HostStorage {
    let buffer = create(minimumCapacity: units) { buffer in
      buffer.withUnsafeMutablePointerToElements { header(UnsafeMutableRawPointer($0)) }
    }
    return unsafeDowncast(buffer, to: HostStorage.self)
  }

  deinit { if header.isApart { MemoryPool.release(header.base, header.byteCount) } }
}

extension HostStorage {
  /// The first byte.
  @inlinable package var base: UnsafeMutableRawPointer { header.base }
  /// The bytes from there on.
  @inlinable package var byteCount: Int { header.byteCount }
}
