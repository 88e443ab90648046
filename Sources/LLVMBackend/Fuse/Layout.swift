/// Where the elements that a loop visits one after the other lie in a value's memory.
///
/// The loop counts through `dimensions`, the last one fastest; each step moves by a stride, which is
/// 0 where an element is used again and negative where a dimension runs backward. Shapes of values
/// do not appear: a reshape leaves a layout as it is.
struct Layout: Hashable {
  struct Dimension: Hashable {
    var size: Int
    var stride: Int
  }
  var offset = 0
  var dimensions: [Dimension]

  /// The elements in the order they lie in.
  static func contiguous(_ count: Int) -> Layout {
    Layout(dimensions: count == 1 ? [] : [Dimension(size: count, stride: 1)])
  }

  /// How many elements are visited.
  var count: Int { dimensions.reduce(1) { $0 * $1.size } }
  /// Whether all visits are to one element.
  var isSplat: Bool { dimensions.allSatisfy { $0.stride == 0 || $0.size == 1 } }
  /// Whether elements are visited in the order they lie in, from the first on.
  var isContiguous: Bool { self == .contiguous(count) }
  /// How far apart neighbours lie.
  var innerStride: Int { dimensions.last?.stride ?? 0 }

  /// The same visits by as few dimensions as possible.
  var normalized: Layout {
    var merged: [Dimension] = []
    for dimension in dimensions where dimension.size != 1 {
      if let last = merged.last, last.stride == dimension.stride * dimension.size {
        merged[merged.count - 1] = Dimension(
          size: last.size * dimension.size, stride: dimension.stride)
      } else {
        merged.append(dimension)
      }
    }
    return Layout(offset: offset, dimensions: merged)
  }

  /// How many visits lie between two steps of each dimension but the last.
  var borders: [Int] {
    var borders: [Int] = []
    var product = 1
    for dimension in dimensions.reversed().dropLast() {
      product *= dimension.size
      borders.append(product)
    }
    return borders
  }

  /// The stride along each of `sizes`, dimensions that cut these ones; `nil` if they do not.
  func strides(along sizes: [Int]) -> [Int]? {
    var strides = [Int](repeating: 0, count: sizes.count)
    var place = sizes.count - 1
    for dimension in dimensions.reversed() where dimension.size != 1 {
      var rest = dimension.size
      var stride = dimension.stride
      while rest > 1 {
        guard place >= 0, rest.isMultiple(of: sizes[place]) else { return nil }
        strides[place] = stride
        stride *= sizes[place]
        rest /= sizes[place]
        place -= 1
      }
    }
    for left in sizes.prefix(place + 1) where left != 1 { return nil }
    return strides
  }
}

extension Layout {
  /// A piece of a loop that moves along axes of a shape.
  struct Piece {
    let size: Int
    let axis: Int?
    let step: Int
  }

  /// The same visits as indices of a value of `shape`: where they start and how they move; `nil`
  /// where a step would carry from one axis to the next.
  func indices(in shape: [Int]) -> (start: [Int], pieces: [Piece])? {
    let strides = rowMajorStrides(shape)
    var start = [Int](repeating: 0, count: shape.count)
    var rest = offset
    for axis in shape.indices where shape[axis] != 1 {
      start[axis] = rest / strides[axis]
      rest %= strides[axis]
    }
    var (low, high) = (start, start)
    var pieces: [Piece] = []
    for dimension in dimensions.reversed() where dimension.size != 1 {
      var size = dimension.size
      var stride = dimension.stride
      if stride == 0 {
        pieces.append(Piece(size: size, axis: nil, step: 0))
        continue
      }
      while size > 1 {
        let found = shape.indices.first {
          shape[$0] != 1 && strides[$0] <= stride.magnitude
        }
        guard let axis = found, stride.isMultiple(of: strides[axis]) else { return nil }
        let step = stride / strides[axis]
        let reach = (size - 1) * Int(step.magnitude)
        if reach < shape[axis] {
          pieces.append(Piece(size: size, axis: axis, step: step))
          if step > 0 { high[axis] += reach } else { low[axis] -= reach }
          break
        }
        guard step > 0, shape[axis].isMultiple(of: step) else { return nil }
        let part = shape[axis] / step
        guard size.isMultiple(of: part) else { return nil }
        pieces.append(Piece(size: part, axis: axis, step: step))
        high[axis] += (part - 1) * step
        size /= part
        stride *= part
      }
    }
    for axis in shape.indices where low[axis] < 0 || high[axis] >= max(shape[axis], 1) {
      return nil
    }
    return (start, pieces.reversed())
  }
}

/// How many elements apart neighbours along each axis lie.
func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for i in shape.indices.dropLast().reversed() { strides[i] = strides[i + 1] * shape[i + 1] }
  return strides
}
