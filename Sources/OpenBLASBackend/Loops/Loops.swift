import Touchstone

/// Loops over the elements of tensors, with the operation inlined into the loop.
///
/// An operand that nobody else holds gives its memory to the result.

/// The result's elements `f(x[i])`.
@inline(__always)
func mapping<T: BitwiseCopyable, R: BitwiseCopyable>(
  _ x: inout [HostTensor], _ type: TensorType, _ f: (T) -> R
) -> [HostTensor] {
  let count = type.count
  let canReuse = MemoryLayout<T>.stride == MemoryLayout<R>.stride && x[0].isUniquelyReferenced()
  if canReuse {
    var result = x[0].reinterpreted(as: type)
    x = []
    result.withMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let source = UnsafePointer(base.assumingMemoryBound(to: T.self))
      let target = base.assumingMemoryBound(to: R.self)
      for i in 0..<count { target[i] = f(source[i]) }
    }
    return [result]
  }
  return x[0].withElements(of: T.self) { source in
    guard let source = source.baseAddress else { return [HostTensor(type) { _ in }] }
    return [
      HostTensor(type) { bytes in
        guard let target = bytes.baseAddress?.assumingMemoryBound(to: R.self) else { return }
        for i in 0..<count { target[i] = f(source[i]) }
      }
    ]
  }
}

/// The result's elements `f(x[i], y[i])`.
@inline(__always)
func zipping<T: BitwiseCopyable, R: BitwiseCopyable>(
  _ x: inout [HostTensor], _ type: TensorType, _ f: (T, T) -> R
) -> [HostTensor] {
  let count = type.count
  let sameWidth = MemoryLayout<T>.stride == MemoryLayout<R>.stride
  for place in 0..<2 where sameWidth && x[place].isUniquelyReferenced() {
    var result = x[place].reinterpreted(as: type)
    let other = x[1 - place]
    x = []
    other.withElements(of: T.self) { other in
      guard let other = other.baseAddress else { return }
      result.withMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        let own = UnsafePointer(base.assumingMemoryBound(to: T.self))
        let target = base.assumingMemoryBound(to: R.self)
        if place == 0 {
          for i in 0..<count { target[i] = f(own[i], other[i]) }
        } else {
          for i in 0..<count { target[i] = f(other[i], own[i]) }
        }
      }
    }
    return [result]
  }
  return x[0].withElements(of: T.self) { a in
    x[1].withElements(of: T.self) { b in
      guard let a = a.baseAddress, let b = b.baseAddress else {
        return [HostTensor(type) { _ in }]
      }
      return [
        HostTensor(type) { bytes in
          guard let target = bytes.baseAddress?.assumingMemoryBound(to: R.self) else { return }
          for i in 0..<count { target[i] = f(a[i], b[i]) }
        }
      ]
    }
  }
}

/// One number seen as complex: two parts side by side, as tensors hold them.
struct ComplexNumber<Part: BinaryFloatingPoint & BitwiseCopyable>: BitwiseCopyable {
  var real: Part
  var imaginary: Part
}
