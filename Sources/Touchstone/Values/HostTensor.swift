import Synchronization

/// The elements of a tensor in host memory, in row-major order.
///
/// A value: nothing changes the elements that another holder sees. Elements narrower than a byte
/// take one byte each, booleans are 0 or 1, complex numbers are real part then imaginary part.
///
/// Specification: `values`.
public struct HostTensor: Sendable {
  /// The dtype and shape.
  public let type: TensorType
  @usableFromInline package var storage: Storage
  /// What a tuple holds; empty for every other type.
  public let elements: [HostTensor]

  /// The memory of one tensor; from a kilobyte on it is 64-byte aligned.
  @usableFromInline package final class Storage: @unchecked Sendable {
    // Sendable because it is written only while its creator alone holds it.
    @usableFromInline package let base: UnsafeMutableRawPointer
    @usableFromInline package let byteCount: Int
    package init(byteCount: Int) {
      self.byteCount = byteCount
      base = MemoryPool.allocate(byteCount)
    }
    deinit { MemoryPool.release(base, byteCount) }
  }

  /// A tensor of `type` whose bytes `initialize` writes, every one.
  public init(
    _ type: TensorType, initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    self.type = type
    self.elements = []
    storage = Storage(byteCount: type.byteCount)
    try initialize(.init(start: storage.base, count: type.byteCount))
  }

  /// A tuple of `elements`.
  public init(tuple elements: [HostTensor]) {
    type = TensorType(tuple: elements.map(\.type))
    storage = Storage(byteCount: 0)
    self.elements = elements
  }

  private init(_ type: TensorType, sharing storage: Storage) {
    self.type = type
    self.elements = []
    self.storage = storage
  }

  /// A stand-in without elements, for checking types only; nothing may read it.
  static func hollow(_ type: TensorType) -> HostTensor {
    HostTensor(type, sharing: Storage(byteCount: 0))
  }

  /// The one value a token has.
  public static let token = HostTensor(.token) { _ in }

  /// The same bytes seen as another type that takes as many: what `reshape` does.
  public func reinterpreted(as type: TensorType) -> HostTensor {
    precondition(type.byteCount == self.type.byteCount, "reinterpreted keeps the byte count")
    return HostTensor(type, sharing: storage)
  }
}

extension HostTensor {
  /// The number of elements.
  public var count: Int { type.count }
  /// The size of each dimension.
  public var shape: [Int] { type.shape }
  /// The type of each element.
  public var dtype: DType { type.dtype }

  /// Calls `body` with the bytes of the elements.
  @inlinable public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(.init(start: storage.base, count: storage.byteCount))
  }

  /// Calls `body` with the elements seen as `T`, which must have the dtype's width.
  @inlinable public func withElements<T: BitwiseCopyable, R>(
    of: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R
  ) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    let pointer = UnsafePointer(storage.base.assumingMemoryBound(to: T.self))
    return try body(.init(start: pointer, count: storage.byteCount / MemoryLayout<T>.stride))
  }

  /// Calls `body` with the bytes, to change in place; copies them first if another holder sees them.
  @inlinable public mutating func withMutableBytes<R>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> R
  ) rethrows -> R {
    if !isKnownUniquelyReferenced(&storage) { self = copy() }
    defer { withExtendedLifetime(storage) {} }
    return try body(.init(start: storage.base, count: storage.byteCount))
  }

  /// Whether no other holder sees these bytes, so that they may be overwritten.
  @inlinable package mutating func isUniquelyReferenced() -> Bool {
    isKnownUniquelyReferenced(&storage)
  }

  /// The same value in memory of its own.
  @usableFromInline func copy() -> HostTensor {
    withBytes { source in HostTensor(type) { $0.copyMemory(from: source) } }
  }
}

extension HostTensor: Hashable {
  /// Whether types and bytes are the same: NaN equals the same NaN, and -0 differs from +0.
  public static func == (x: HostTensor, y: HostTensor) -> Bool {
    if x.type != y.type || x.elements != y.elements { return false }
    if x.storage === y.storage { return true }
    return x.withBytes { a in y.withBytes { b in a.elementsEqual(b) } }
  }
  /// Feeds what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    withBytes { hasher.combine(bytes: .init(rebasing: $0.prefix(256))) }
  }
}
