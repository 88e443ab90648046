/// The elements of a tensor in host memory, in row-major order.
///
/// A value: nothing changes the elements that another holder sees. Elements narrower than a byte
/// take one byte each, booleans are 0 or 1, complex numbers are real part then imaginary part.
///
/// Specification: `values`.
public struct HostTensor: @unchecked Sendable {
  // Sendable because storage is written only while its creator alone holds it.
  @usableFromInline package var storage: HostStorage

  /// A tensor of `type` whose bytes `initialize` writes, every one.
  public init(
    _ type: TensorType, initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    storage = .make(type, byteCount: type.byteCount)
    try initialize(.init(start: storage.base, count: storage.byteCount))
  }

  /// A tensor of `type` whose bytes its creator has yet to write, every one.
  package init(uninitialized type: TensorType) {
    storage = .make(type, byteCount: type.byteCount)
  }

  /// A tuple of `elements`.
  public init(tuple elements: [HostTensor]) {
    let type = TensorType(tuple: elements.map(\.type))
    storage = .make(type, byteCount: 0, elements: elements)
  }

  private init(_ storage: HostStorage) { self.storage = storage }

  /// A stand-in without elements, for checking types only; nothing may read it.
  static func hollow(_ type: TensorType) -> HostTensor { HostTensor(.make(type, byteCount: 0)) }

  /// The one value a token has.
  public static let token = HostTensor(.token) { _ in }

  /// The same bytes seen as another type that takes as many: what `reshape` does.
  public func reinterpreted(as type: TensorType) -> HostTensor {
    precondition(type.byteCount == storage.byteCount, "reinterpreted keeps the byte count")
    return HostTensor(.make(type, viewing: storage))
  }

  /// The bytes from `offset` on seen as a tensor of `type`.
  package func part(at offset: Int, _ type: TensorType) -> HostTensor {
    precondition(
      offset >= 0 && offset + type.byteCount <= storage.byteCount, "a part lies inside the whole")
    return HostTensor(.make(type, viewing: storage, from: offset, byteCount: type.byteCount))
  }

  /// A tensor of `type` in `memory`, which outlives it and which it may overwrite.
  package init(_ type: TensorType, in memory: UnsafeMutableRawPointer) {
    storage = .make(type, in: memory)
  }

  /// Makes the bytes be seen as another type that takes as many; no other holder may see them.
  package mutating func become(_ type: TensorType) {
    precondition(type.byteCount == storage.byteCount, "become keeps the byte count")
    storage.header.type = type
  }
}

extension HostTensor {
  /// The dtype and shape.
  public var type: TensorType { storage.header.type }
  /// What a tuple holds; empty for every other type.
  public var elements: [HostTensor] { storage.header.elements }
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
    if !isUniquelyReferenced() { self = copy() }
    defer { withExtendedLifetime(storage) {} }
    return try body(.init(start: storage.base, count: storage.byteCount))
  }

  /// Whether no other holder sees these bytes, so that they may be overwritten.
  @inlinable package mutating func isUniquelyReferenced() -> Bool {
    isKnownUniquelyReferenced(&storage)
      && (storage.header.owner == nil || isKnownUniquelyReferenced(&storage.header.owner))
  }

  /// The same value, to be kept beyond the operation that was given it: a compiled program may use
  /// the memory again of which a tensor sees a part.
  package var owned: HostTensor {
    if type.dtype == .tuple { return HostTensor(tuple: elements.map(\.owned)) }
    return storage.header.owner == nil ? self : copy()
  }

  /// The same value in memory of its own.
  @usableFromInline package func copy() -> HostTensor {
    withBytes { source in HostTensor(type) { $0.copyMemory(from: source) } }
  }
}

extension HostTensor: Hashable {
  /// Whether types and bytes are the same: NaN equals the same NaN, and -0 differs from +0.
  public static func == (x: HostTensor, y: HostTensor) -> Bool {
    if x.storage === y.storage { return true }
    if x.type != y.type || x.elements != y.elements { return false }
    if x.storage.base == y.storage.base { return true }
    return x.withBytes { a in y.withBytes { b in a.elementsEqual(b) } }
  }
  /// Feeds what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    withBytes { hasher.combine(bytes: .init(rebasing: $0.prefix(256))) }
  }
}
