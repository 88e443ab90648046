import Touchstone

extension KernelTable {
  /// Operations that move elements without looking at them.
  mutating func addMovement() {
    add(Transpose.self) { transpose, _ in
      { x, types, _ in
        let strides = x[0].type.strides
        let layout = StridedLayout(
          shape: types[0].shape, strides: transpose.permutation.map { strides[$0] })
        return [rearranged(x[0], layout, types[0])]
      }
    }
    add(BroadcastInDim.self) { broadcast, _ in
      { x, types, _ in
        let own = x[0].type.strides
        var strides = [Int](repeating: 0, count: types[0].rank)
        for (i, axis) in broadcast.axes.enumerated() where x[0].shape[i] != 1 {
          strides[axis] = own[i]
        }
        return [rearranged(x[0], StridedLayout(shape: types[0].shape, strides: strides), types[0])]
      }
    }
    add(Reshape.self) { _, _ in { x, types, _ in [x[0].reinterpreted(as: types[0])] } }
    add(Slice.self) { slice, _ in
      { x, types, _ in
        let strides = x[0].type.strides
        let shape = types[0].shape
        let layout = StridedLayout(
          // Where only one element is taken the step may be any number.
          shape: shape,
          strides: shape.indices.map { strides[$0] * (shape[$0] > 1 ? slice.strides[$0] : 1) },
          offset: zip(strides, slice.start).reduce(0) { $0 + $1.0 * $1.1 })
        return [rearranged(x[0], layout, types[0])]
      }
    }
    add(Reverse.self) { reverse, _ in
      { x, types, _ in
        var layout = StridedLayout(shape: types[0].shape, strides: x[0].type.strides)
        for axis in reverse.axes where layout.shape[axis] > 0 {
          layout.offset += (layout.shape[axis] - 1) * layout.strides[axis]
          layout.strides[axis] = -layout.strides[axis]
        }
        return [rearranged(x[0], layout, types[0])]
      }
    }
    add(Concatenate.self) { concatenate, _ in
      { x, types, _ in
        let strides = types[0].strides
        return [
          HostTensor(types[0]) { target in
            var offset = 0
            for piece in x {
              piece.withBytes { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                copyElements(
                  width: types[0].dtype.byteWidth, from: from,
                  StridedLayout(shape: piece.shape, strides: piece.type.strides), to: to,
                  StridedLayout(shape: piece.shape, strides: strides, offset: offset))
              }
              offset += piece.shape[concatenate.axis] * strides[concatenate.axis]
            }
          }
        ]
      }
    }
    add(Pad.self) { pad, _ in { x, types, _ in [padded(x[0], x[1], pad, types[0])] } }
    add(DynamicSlice.self) { _, _ in
      { x, types, _ in
        let layout = StridedLayout(
          shape: types[0].shape, strides: x[0].type.strides,
          offset: clampedOffset(x[0].type, window: types[0].shape, x.dropFirst()))
        return [rearranged(x[0], layout, types[0])]
      }
    }
    add(DynamicUpdateSlice.self) { _, _ in
      { x, _, _ in
        let update = x[1]
        let offset = clampedOffset(x[0].type, window: update.shape, x.dropFirst(2))
        var result = x[0]
        x = []
        let strides = result.type.strides
        result.withMutableBytes { target in
          update.withBytes { source in
            guard let from = source.baseAddress, let to = target.baseAddress else { return }
            copyElements(
              width: update.dtype.byteWidth, from: from,
              StridedLayout(shape: update.shape, strides: update.type.strides), to: to,
              StridedLayout(shape: update.shape, strides: strides, offset: offset))
          }
        }
        return [result]
      }
    }
    add(Constant.self) { constant, _ in { _, _, _ in [constant.value] } }
    add(Iota.self) { iota, _ in
      { x, types, context in
        if types[0].count == 0 { return [HostTensor(uninitialized: types[0])] }
        // One line is the definition's; the rest is that line repeated.
        let line = TensorType(types[0].dtype, [types[0].shape[iota.axis]])
        let numbers = Iota(line, axis: 0).evaluate([], line)
        var strides = [Int](repeating: 0, count: types[0].rank)
        strides[iota.axis] = 1
        return [
          rearranged(numbers, StridedLayout(shape: types[0].shape, strides: strides), types[0])
        ]
      }
    }
  }
}

/// Where a window starts whose start indices are scalars, moved so that it fits.
private func clampedOffset(
  _ type: TensorType, window: [Int], _ starts: ArraySlice<HostTensor>
) -> Int {
  var offset = 0
  let strides = type.strides
  for (d, start) in starts.enumerated() {
    offset += min(max(start.integers[0], 0), type.shape[d] - window[d]) * strides[d]
  }
  return offset
}

/// `x` with padding, or with its edges cut where the padding is negative.
private func padded(
  _ x: HostTensor, _ value: HostTensor, _ pad: Pad, _ type: TensorType
) -> HostTensor {
  var result = rearranged(
    value, StridedLayout(shape: type.shape, strides: type.shape.map { _ in 0 }), type)
  var from = StridedLayout(shape: [], strides: [])
  var to = from
  for (d, size) in x.shape.enumerated() {
    let step = pad.interior[d] + 1
    // Elements from `first` on land inside the result, `count` of them.
    let first = pad.low[d] >= 0 ? 0 : (-pad.low[d] + step - 1) / step
    let place = pad.low[d] + first * step
    let room = type.shape[d] - place
    let count = max(0, min(size - first, room <= 0 ? 0 : (room + step - 1) / step))
    from.shape.append(count)
    from.strides.append(x.type.strides[d])
    from.offset += first * x.type.strides[d]
    to.strides.append(step * type.strides[d])
    to.offset += place * type.strides[d]
  }
  to.shape = from.shape
  if from.shape.contains(0) { return result }
  result.withMutableBytes { target in
    x.withBytes { source in
      guard let a = source.baseAddress, let b = target.baseAddress else { return }
      copyElements(width: type.dtype.byteWidth, from: a, from, to: b, to)
    }
  }
  return result
}
