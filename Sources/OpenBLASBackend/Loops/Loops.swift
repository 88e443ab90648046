import Touchstone
import Workers

/// Loops over the elements of tensors, with the operation inlined into the loop.
///
/// An operand that nobody else holds gives its memory to the result. The loops stand at the level
/// of these functions, and not in closures that take the memory: only there does the compiler see
/// the operation, and make vectors of it.

/// A tensor of `type` for a kernel to write: in memory that is offered, or its own.
func resultTensor(_ type: TensorType) -> HostTensor {
  Work.takeOffer(type.byteCount).map { HostTensor(type, in: $0) } ?? HostTensor(uninitialized: type)
}

/// The result's elements `f(x[i])`.
@inline(__always)
func mapping<T: BitwiseCopyable, R: BitwiseCopyable>(
  _ x: inout [HostTensor], _ type: TensorType, _ f: (T) -> R
) -> [HostTensor] {
  let count = type.count
  if MemoryLayout<T>.stride == MemoryLayout<R>.stride, x[0].isUniquelyReferenced() {
    x[0].become(type)
    let result = x[0]
    let own = result.storage.base.assumingMemoryBound(to: T.self)
    let target = result.storage.base.assumingMemoryBound(to: R.self)
    for i in 0..<count { target[i] = f(own[i]) }
    return [result]
  }
  let result = resultTensor(type)
  let source = UnsafePointer(x[0].storage.base.assumingMemoryBound(to: T.self))
  let target = result.storage.base.assumingMemoryBound(to: R.self)
  for i in 0..<count { target[i] = f(source[i]) }
  withExtendedLifetime(x) {}
  return [result]
}

/// The result's elements `f(x[i], y[i])`.
@inline(__always)
func zipping<T: BitwiseCopyable, R: BitwiseCopyable>(
  _ x: inout [HostTensor], _ type: TensorType, _ f: (T, T) -> R
) -> [HostTensor] {
  let count = type.count
  let a = UnsafePointer(x[0].storage.base.assumingMemoryBound(to: T.self))
  let b = UnsafePointer(x[1].storage.base.assumingMemoryBound(to: T.self))
  let canReuse = MemoryLayout<T>.stride == MemoryLayout<R>.stride
  let result: HostTensor
  if canReuse, x[0].isUniquelyReferenced() {
    x[0].become(type)
    result = x[0]
    let own = result.storage.base.assumingMemoryBound(to: T.self)
    let target = result.storage.base.assumingMemoryBound(to: R.self)
    for i in 0..<count { target[i] = f(own[i], b[i]) }
  } else if canReuse, x[1].isUniquelyReferenced() {
    x[1].become(type)
    result = x[1]
    let own = result.storage.base.assumingMemoryBound(to: T.self)
    let target = result.storage.base.assumingMemoryBound(to: R.self)
    for i in 0..<count { target[i] = f(a[i], own[i]) }
  } else {
    result = resultTensor(type)
    let target = result.storage.base.assumingMemoryBound(to: R.self)
    for i in 0..<count { target[i] = f(a[i], b[i]) }
  }
  withExtendedLifetime(x) {}
  return [result]
}

/// One number seen as complex: two parts side by side, as tensors hold them.
struct ComplexNumber<Part: BinaryFloatingPoint & BitwiseCopyable & Sendable>: BitwiseCopyable,
  Equatable, Sendable
{
  var real: Part
  var imaginary: Part
}
