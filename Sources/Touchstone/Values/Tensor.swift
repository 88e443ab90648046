/// An n-dimensional array: elements in a buffer, or a value of a program being traced.
///
/// Specification: `values`.
public struct Tensor: Sendable {
  /// Whether the dtype gives way to that of what the tensor meets, as that of a literal does.
  public package(set) var isWeaklyTyped = false
  let payload: Payload

  enum Payload: Sendable {
    /// Apart from other buffers, since a single reference is quick to hand around.
    case host(HostTensor)
    case buffer(Held)
    case traced(any TracedValue)
    /// The stand-in for the result of a rejected operation inside `checking`.
    case invalid
  }

  /// A buffer as an object, which tells the tensor's copies from other tensors even if the buffer
  /// is none.
  final class Held: Sendable {
    let buffer: any Buffer
    init(_ buffer: any Buffer) { self.buffer = buffer }
  }

  init(_ value: any TracedValue) { payload = .traced(value) }

  private init(_ payload: Payload) { self.payload = payload }

  /// The tensor whose elements `buffer` holds.
  public init(_ buffer: any Buffer) {
    payload = (buffer as? HostTensor).map { .host($0) } ?? .buffer(Held(buffer))
  }

  /// The tensor with these elements.
  public init(_ elements: HostTensor) { payload = .host(elements) }

  package static let invalid = Tensor(.invalid)
}

extension Tensor {
  /// The dtype and shape.
  public var type: TensorType {
    switch payload {
    case .host(let elements): elements.type
    case .buffer(let held): held.buffer.type
    case .traced(let value): value.type
    case .invalid: TensorType(.i1)
    }
  }
  /// The size of each dimension.
  public var shape: [Int] { type.shape }
  /// The type of each element.
  public var dtype: DType { type.dtype }
  /// The number of dimensions.
  public var rank: Int { type.rank }

  package var buffer: (any Buffer)? {
    switch payload {
    case .host(let elements): elements
    case .buffer(let held): held.buffer
    case .traced, .invalid: nil
    }
  }
  var traced: (any TracedValue)? { if case .traced(let t) = payload { t } else { nil } }
  package var isInvalid: Bool { if case .invalid = payload { true } else { false } }

  /// The elements in host memory.
  ///
  /// Throws when the tensor is traced, and so has no elements yet, or the device fails. Under
  /// `grad` and `jvp` a tensor has its elements; under `jit`, `vmap` and `scan` it has none.
  public func host() throws -> HostTensor {
    if case .host(let elements) = payload { return elements }
    if let buffer { return try buffer.host() }
    if let underlying = traced?.underlying { return try underlying.host() }
    throw traced?.noElementsError ?? TensorError("value", "", [type], "an invalid tensor was read")
  }
}

extension TracedValue {
  /// The error that a program's value was asked for while the program is being made.
  fileprivate var noElementsError: TensorError {
    let sources = (self as? Recorder.Value).map {
      " It depends on \($0.recorder.describeSources(of: $0))."
    }
    return TensorError(
      "value", "", [type],
      "a tensor traced by \(owner.origin) has no elements to read yet.\(sources ?? "") To choose by "
        + "its value use cond, switch or select; to repeat, whileLoop or scan; to make a Swift value "
        + "part of the program, pass it as a static argument")
  }
}
