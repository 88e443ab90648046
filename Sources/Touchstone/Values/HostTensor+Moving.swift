/// Moving elements without looking at them: what shape operations have in common.
extension HostTensor {
  /// A tensor of `type` whose `i`-th element is the one at `source(i)` here.
  public func picking(_ type: TensorType, from source: (Int) -> Int) -> HostTensor {
    precondition(type.dtype == dtype, "picking moves elements, it does not convert them")
    let width = dtype.byteWidth
    return withBytes { bytes in
      HostTensor(type) { result in
        switch width {
        case 1: for i in 0..<type.count { result[i] = bytes[source(i)] }
        case 4: result.pick(UInt32.self, bytes, type.count, source)
        case 8: result.pick(UInt64.self, bytes, type.count, source)
        case 2: result.pick(UInt16.self, bytes, type.count, source)
        default:
          for i in 0..<type.count {
            let from = source(i) * width
            UnsafeMutableRawBufferPointer(rebasing: result[i * width..<(i + 1) * width])
              .copyMemory(from: .init(rebasing: bytes[from..<from + width]))
          }
        }
      }
    }
  }

  /// A tensor of `type` whose element at each index is the one at `source(index)` here.
  public func picking(_ type: TensorType, at source: ([Int]) -> [Int]) -> HostTensor {
    let strides = self.type.strides
    var counter = IndexCounter(type.shape)
    return picking(type) { (_: Int) -> Int in
      defer { counter.advance() }
      return zip(source(counter.index), strides).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The scalar at flat position `i`.
  public func scalar(at i: Int) -> HostTensor { picking(TensorType(dtype)) { _ in i } }

  /// A tensor of `type` made of `scalars`, one for each element in row-major order.
  public init(_ type: TensorType, scalars: [HostTensor]) {
    precondition(scalars.count == type.count)
    let width = type.dtype.byteWidth
    self.init(type) { bytes in
      for (i, scalar) in scalars.enumerated() {
        scalar.withBytes {
          UnsafeMutableRawBufferPointer(rebasing: bytes[i * width..<(i + 1) * width])
            .copyMemory(from: $0)
        }
      }
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func pick<T: BitwiseCopyable>(
    _: T.Type, _ source: UnsafeRawBufferPointer, _ count: Int, _ position: (Int) -> Int
  ) {
    guard let to = baseAddress?.assumingMemoryBound(to: T.self),
      let from = source.baseAddress?.assumingMemoryBound(to: T.self)
    else { return }
    for i in 0..<count { to[i] = from[position(i)] }
  }
}

/// Counts through every index of a shape in row-major order.
public struct IndexCounter {
  /// The index reached.
  public private(set) var index: [Int]
  let shape: [Int]

  /// A counter at the first index of `shape`.
  public init(_ shape: [Int]) {
    self.shape = shape
    index = [Int](repeating: 0, count: shape.count)
  }

  /// A counter at the index of `shape` that lies at `position` in row-major order.
  package init(_ shape: [Int], at position: Int) {
    self.init(shape)
    var rest = position
    for i in shape.indices.reversed() where shape[i] > 0 {
      (rest, index[i]) = rest.quotientAndRemainder(dividingBy: shape[i])
    }
  }

  /// Moves to the next index; from the last one back to the first.
  public mutating func advance() {
    var i = shape.count - 1
    while i >= 0 {
      index[i] += 1
      if index[i] < shape[i] { return }
      index[i] = 0
      i -= 1
    }
  }
}

extension TensorType {
  /// The flat position of `index` in row-major order.
  public func position(_ index: [Int]) -> Int {
    var position = 0
    for (i, size) in zip(index, shape) { position = position * size + i }
    return position
  }
}
