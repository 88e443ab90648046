/// Where the elements of a box lie in a tensor: at `base`, and `strides` apart along each axis.
package struct Strided: Hashable, Sendable {
  package var base: Int
  package var strides: [Int]

  package init(base: Int = 0, strides: [Int]) {
    self.base = base
    self.strides = strides
  }
}

/// The positions of a box's elements, one after the other in row-major order.
package struct StridedPositions {
  package private(set) var position: Int
  private var index: [Int]
  private let shape: [Int]
  private let strides: [Int]

  /// The positions of a box of `shape` that lies at `place`.
  package init(_ shape: [Int], _ place: Strided) {
    position = place.base
    index = [Int](repeating: 0, count: shape.count)
    self.shape = shape
    strides = place.strides
  }

  /// Moves to the next element; from the last one back to the first.
  package mutating func advance() {
    var axis = shape.count - 1
    while axis >= 0 {
      if index[axis] + 1 < shape[axis] {
        index[axis] += 1
        position += strides[axis]
        return
      }
      position -= index[axis] * strides[axis]
      index[axis] = 0
      axis -= 1
    }
  }
}

extension HostTensor {
  /// A tensor of `type` made of the elements that lie at `place` here.
  package func picking(_ type: TensorType, at place: Strided) -> HostTensor {
    precondition(type.dtype == dtype, "picking moves elements, it does not convert them")
    let target = Strided(strides: type.strides)
    return withBytes { bytes in
      HostTensor(type) { move(type.shape, dtype.byteWidth, bytes, place, $0, target) }
    }
  }

  /// Writes the elements of a box of `shape`, at `from` in `source`, to `place` here.
  package mutating func write(
    _ source: HostTensor, _ shape: [Int], from: Strided, to place: Strided
  ) {
    precondition(source.dtype == dtype, "write moves elements, it does not convert them")
    let width = dtype.byteWidth
    source.withBytes { bytes in
      withMutableBytes { move(shape, width, bytes, from, $0, place) }
    }
  }

  /// A tensor of `type` each of whose elements is this scalar.
  package func filling(_ type: TensorType) -> HostTensor {
    picking(type, at: Strided(strides: [Int](repeating: 0, count: type.rank)))
  }
}

private func move(
  _ shape: [Int], _ width: Int, _ source: UnsafeRawBufferPointer, _ from: Strided,
  _ target: UnsafeMutableRawBufferPointer, _ to: Strided
) {
  guard !shape.contains(0), let source = source.baseAddress, let target = target.baseAddress else {
    return
  }
  func move<T: BitwiseCopyable>(_: T.Type) {
    let source = source.assumingMemoryBound(to: T.self)
    let target = target.assumingMemoryBound(to: T.self)
    let length = shape.last ?? 1
    let step = (from: from.strides.last ?? 0, to: to.strides.last ?? 0)
    let rows = shape.dropLast().reduce(1, *)
    var fromRow = StridedPositions(shape.dropLast(), from.droppingLast)
    var toRow = StridedPositions(shape.dropLast(), to.droppingLast)
    for _ in 0..<rows {
      var i = fromRow.position
      var j = toRow.position
      for _ in 0..<length {
        target[j] = source[i]
        i &+= step.from
        j &+= step.to
      }
      fromRow.advance()
      toRow.advance()
    }
  }
  switch width {
  case 1: move(UInt8.self)
  case 2: move(UInt16.self)
  case 4: move(UInt32.self)
  case 8: move(UInt64.self)
  default: move(SIMD2<UInt64>.self)
  }
}

extension Strided {
  fileprivate var droppingLast: Strided { Strided(base: base, strides: strides.dropLast()) }
}
