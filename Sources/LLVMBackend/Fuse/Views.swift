import Touchstone

extension Layout {
  /// The visits to the operand that those to the result of `view` amount to; `nil` where no layout
  /// describes them, or `view` does more than show its operand differently.
  func through(
    _ view: any Primitive, result: TensorType, operand: TensorType
  ) -> Layout? {
    switch view {
    case is Reshape, is ShardingConstraint, is StopGradient: return self
    case let transpose as Transpose:
      let strides = operand.strides
      return moved(in: result.shape, operand) { axis in
        Move(start: 0, stride: strides[transpose.permutation[axis]])
      }
    case let broadcast as BroadcastInDim:
      let strides = operand.strides
      var moves = result.shape.map { _ in Move(start: 0, stride: 0) }
      for (i, axis) in broadcast.axes.enumerated() where operand.shape[i] != 1 {
        moves[axis].stride = strides[i]
      }
      return moved(in: result.shape, operand) { moves[$0] }
    case let slice as Slice:
      let strides = operand.strides
      return moved(in: result.shape, operand) { axis in
        // A stride that is never taken may be as large as an Int.
        let step = result.shape[axis] == 1 ? 0 : slice.strides[axis]
        return Move(start: slice.start[axis] * strides[axis], stride: step * strides[axis])
      }
    case let pad as Pad:
      let strides = operand.strides
      return moved(in: result.shape, operand) { axis in
        Move(start: -pad.low[axis] * strides[axis], stride: strides[axis])
      }
    case let reverse as Reverse:
      let strides = operand.strides
      return moved(in: result.shape, operand) { axis in
        reverse.axes.contains(axis)
          ? Move(start: (operand.shape[axis] - 1) * strides[axis], stride: -strides[axis])
          : Move(start: 0, stride: strides[axis])
      }
    default: return nil
    }
  }

  /// How far an index along one axis of the result moves in the operand.
  private struct Move {
    var start: Int
    var stride: Int
  }

  private func moved(
    in shape: [Int], _ operand: TensorType, _ move: (Int) -> Move
  ) -> Layout? {
    guard let (start, pieces) = indices(in: shape) else { return nil }
    var layout = Layout(dimensions: [])
    for axis in shape.indices {
      let move = move(axis)
      layout.offset += move.start + start[axis] * move.stride
    }
    for piece in pieces {
      let stride = piece.axis.map { move($0).stride * piece.step } ?? 0
      layout.dimensions.append(Dimension(size: piece.size, stride: stride))
    }
    return layout.normalized
  }

  /// The numbers along `axis` that visits to an `iota` of `shape` see, as a layout of 0, 1, 2, ….
  func counting(_ axis: Int, _ shape: [Int]) -> Layout? {
    moved(in: shape, TensorType(.i64)) { Move(start: 0, stride: $0 == axis ? 1 : 0) }
  }
}

extension Primitive {
  /// Whether the operation only shows its operand differently.
  var isView: Bool {
    switch self {
    case is Reshape, is Transpose, is BroadcastInDim, is Slice, is Reverse, is ShardingConstraint,
      is StopGradient:
      true
    default: false
    }
  }
}
