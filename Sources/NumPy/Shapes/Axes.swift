// Shapes and orders of axes.

/// `x` as a vector.
public func ravel(_ x: Tensor) -> Tensor { reshape(x, [x.type.count]) }

/// `x` repeated along new leading axes and along axes of size one.
public func broadcastTo(_ x: Tensor, _ shape: [Int]) -> Tensor {
  if x.shape == shape || x.isInvalid { return x }
  return call("broadcastTo", x) { call in
    let isWide = broadcastShapes(x.shape, shape) == shape
    try call.require(isWide, "the shape \(x.shape) does not broadcast to \(shape)")
    return broadcast(settled(x), to: shape)
  }
}

/// `x` broadcast to the shape they have in common.
public func broadcastArrays(_ x: Tensor...) -> [Tensor] { broadcastArrays("broadcastArrays", x) }

/// `x` with new axes of size one, which are `axis` in the result.
public func expandDims(_ x: Tensor, _ axis: any AxisList) -> Tensor {
  call("expandDims", x) { call in
    let rank = x.rank + axis.axisList.count
    let axes = try call.axes(axis, of: rank)
    var sizes = x.shape[...]
    return reshape(x, (0..<rank).map { axes.contains($0) ? 1 : sizes.removeFirst() })
  }
}

/// `x` without the axes `axis`, whose sizes must be one; without all of size one if `nil`.
public func squeeze(_ x: Tensor, axis: (any AxisList)? = nil) -> Tensor {
  call("squeeze", x) { call in
    guard let axis else { return reshape(x, x.shape.filter { $0 != 1 }) }
    let axes = try call.axes(axis, of: x.rank)
    for axis in axes where x.shape[axis] != 1 {
      throw call.error("axis \(axis) of the shape \(x.shape) has size \(x.shape[axis]), not 1")
    }
    return reshape(x, x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })
  }
}

/// `x` with the axes `source` at the places `destination`, the others in their order.
public func moveaxis(
  _ x: Tensor, _ source: any AxisList, _ destination: any AxisList
) -> Tensor {
  call("moveaxis", x) { call in
    let from = try call.axes(source, of: x.rank)
    let to = try call.axes(destination, of: x.rank)
    try call.require(
      from.count == to.count, "\(from.count) axes do not go to \(to.count) places")
    var rest = (0..<x.rank).filter { !from.contains($0) }[...]
    let order = (0..<x.rank).map { place in
      to.firstIndex(of: place).map { from[$0] } ?? rest.removeFirst()
    }
    return order == Array(0..<x.rank) ? x : transpose(x, order)
  }
}

/// `x` with two axes exchanged.
public func swapaxes(_ x: Tensor, _ axis1: Int, _ axis2: Int) -> Tensor {
  call("swapaxes", x) { call in
    var order = Array(0..<x.rank)
    order.swapAt(try call.axis(axis1, of: x.rank), try call.axis(axis2, of: x.rank))
    return transpose(x, order)
  }
}

/// `x` with the last two axes exchanged.
public func matrixTranspose(_ x: Tensor) -> Tensor { swapaxes(x, -1, -2) }

/// `x` with the elements along `axis` in reverse order; along all axes if `nil`.
public func flip(_ x: Tensor, axis: (any AxisList)? = nil) -> Tensor {
  call("flip", x) { call in reverse(x, axes: try call.axes(axis, of: x.rank)) }
}

/// `x` with its rows, along the first axis, in reverse order.
public func flipud(_ x: Tensor) -> Tensor { flip(x, axis: 0) }

/// `x` with its columns, along the second axis, in reverse order.
public func fliplr(_ x: Tensor) -> Tensor { flip(x, axis: 1) }

/// `x` turned by `k` right angles from the first of `axes` to the second.
public func rot90(_ x: Tensor, k: Int = 1, axes: (Int, Int) = (0, 1)) -> Tensor {
  call("rot90", x) { call in
    let axes = try call.axes([axes.0, axes.1], of: x.rank)
    switch ((k % 4) + 4) % 4 {
    case 1: return swapaxes(reverse(x, axes: [axes[1]]), axes[0], axes[1])
    case 2: return reverse(x, axes: axes)
    case 3: return reverse(swapaxes(x, axes[0], axes[1]), axes: [axes[1]])
    default: return x
    }
  }
}

/// `x` with its elements moved on by `shift` places along `axis`, round the end; as a vector if no
/// axis is given.
public func roll(_ x: Tensor, _ shift: any AxisList, axis: (any AxisList)? = nil) -> Tensor {
  call("roll", x) { call in
    guard let axis else { return reshape(roll(ravel(x), shift, axis: 0), x.shape) }
    let shifts = shift.axisList
    try call.require(
      shifts.count == 1 || axis.axisList.count == 1 || shifts.count == axis.axisList.count,
      "\(shifts.count) shifts do not go with \(axis.axisList.count) axes")
    var result = x
    for i in 0..<Swift.max(shifts.count, axis.axisList.count) {
      let axes = axis.axisList
      let axis = try call.axis(axes.count == 1 ? axes[0] : axes[i], of: x.rank)
      let size = x.shape[axis]
      if size == 0 { continue }
      let places = (((shifts.count == 1 ? shifts[0] : shifts[i]) % size) + size) % size
      if places == 0 { continue }
      result = concatenate(
        [
          sliced(result, axis: axis, from: size - places, to: size),
          sliced(result, axis: axis, from: 0, to: size - places),
        ], axis: axis)
    }
    return result
  }
}

/// `x` with at least one axis.
public func atleast1d(_ x: Tensor) -> Tensor { x.rank == 0 ? reshape(x, [1]) : x }

/// `x` with at least two axes, new ones first.
public func atleast2d(_ x: Tensor) -> Tensor {
  x.rank >= 2 ? x : reshape(x, [1] + atleast1d(x).shape)
}

/// `x` with at least three axes; a matrix gets a last one, a vector one on each side.
public func atleast3d(_ x: Tensor) -> Tensor {
  x.rank >= 3 ? x : reshape(x, atleast2d(x).shape + [1])
}

/// The number of axes of `x`.
public func ndim(_ x: Tensor) -> Int { x.rank }

/// The number of elements of `x`.
public func size(_ x: Tensor) -> Int { x.type.count }

/// The size of each axis of `x`.
public func shape(_ x: Tensor) -> [Int] { x.shape }

/// The type of each element of `x`.
public func dtype(_ x: Tensor) -> DType { x.dtype }
