import Foundation

/// What lies around a picture.
public enum FillMode: String, Sendable, CaseIterable {
  /// A number.
  case constant
  /// The outermost element.
  case nearest
  /// The picture once more.
  case wrap
  /// The picture mirrored at the middle of the outermost elements.
  case mirror
  /// The picture mirrored at its edge.
  case reflect
}

/// The elements of `inputs` at `coordinates`, one row of them for each axis: nearest ones for
/// `order` 0, by lines between neighbours for 1.
///
/// Midway between two elements the nearest one is the one farther from zero, as `jax.scipy` has it.
public func mapCoordinates(
  _ inputs: Tensor, _ coordinates: Tensor, order: Int, fillMode: FillMode = .constant,
  fillValue: Double = 0
) -> Tensor {
  call("mapCoordinates", inputs, coordinates) { call in
    try call.require(order == 0 || order == 1, "the order must be 0 or 1, not \(order)")
    try call.require(
      coordinates.shape.first == inputs.rank,
      "expected \(inputs.rank) rows of coordinates, got \(coordinates.shape)")
    let x = settled(inexact(inputs))
    let places = unstack(settled(inexact(coordinates)), axis: 0)
    // Each axis offers one neighbour or two, with weights.
    let choices = places.map { place -> [(index: Tensor, weight: Tensor?)] in
      if order == 0 { return [(cast(roundAwayFromZero(place), .i32), nil)] }
      let low = floor(place)
      let share = place - low
      let index = cast(low, .i32)
      return [(index, 1 - share), (index + 1, share)]
    }
    var result: Tensor?
    for corner in 0..<choices.reduce(1, { $0 * $1.count }) {
      var (rest, flat): (Int, Tensor?) = (corner, nil)
      var (weight, isInside): (Tensor?, Tensor?) = (nil, nil)
      for (axis, choice) in choices.enumerated() {
        let one = choice[rest % choice.count]
        rest /= choice.count
        let size = inputs.shape[axis]
        let index = folded(one.index, size, fillMode)
        flat = flat.map { $0 * size + index } ?? index
        if let share = one.weight { weight = weight.map { $0 * share } ?? share }
        if fillMode == .constant {
          let inside = bitwiseAnd(
            greaterEqual(one.index, 0), less(one.index, Tensor(weak: size)))
          isInside = isInside.map { bitwiseAnd($0, inside) } ?? inside
        }
      }
      var value = take(ravel(x), flat ?? 0, axis: 0, mode: .clip)
      if let isInside { value = NumPy.where(isInside, value, Tensor(weak: fillValue)) }
      if let weight { value = value * cast(weight, x.dtype) }
      result = result.map { $0 + value } ?? value
    }
    let sum = result ?? x
    return inputs.dtype.isInteger ? convert(round(sum), to: inputs.dtype) : sum
  }
}

/// Indices brought into 0..<`size` as the mode continues a picture.
private func folded(_ index: Tensor, _ size: Int, _ mode: FillMode) -> Tensor {
  let last = Tensor(weak: size - 1)
  switch mode {
  case .constant, .nearest: return clip(index, 0, last)
  case .wrap: return mod(index, Tensor(weak: size))
  case .mirror:
    if size == 1 { return zerosLike(index) }
    let place = mod(index, Tensor(weak: 2 * (size - 1)))
    return minimum(place, 2 * (size - 1) - place)
  case .reflect:
    let place = mod(index, Tensor(weak: 2 * size))
    return minimum(place, 2 * size - 1 - place)
  }
}

/// `images` with pixel (x, y) taken from (a₀x + a₁y + a₂, a₃x + a₄y + a₅) / (a₆x + a₇y + 1), where a
/// is `transform`, one row of 8 for all or for each.
public func affineTransform(
  _ images: Tensor, _ transform: Tensor, interpolation: Interpolation = .bilinear,
  fillMode: FillMode = .constant, fillValue: Double = 0, dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("affineTransform", images, transform) { call in
    // The last two numbers, which a projection would have, are not read.
    let numbers = transform.shape.last == 8 ? transform[ellipsis, ..<6] : transform
    let zero = zeros(Array(numbers.shape.dropLast()) + [2], dtype: numbers.dtype)
    return try projected(
      call, images, concatenate([numbers, zero], axis: -1), interpolation, fillMode, fillValue,
      dataFormat)
  }
}

/// `images` with the corners `startPoints` moved to `endPoints`, 4 points (x, y) each.
public func perspectiveTransform(
  _ images: Tensor, _ startPoints: Tensor, _ endPoints: Tensor,
  interpolation: Interpolation = .bilinear, fillValue: Double = 0,
  dataFormat: DataFormat = .channelsLast
) -> Tensor {
  call("perspectiveTransform", images, startPoints, endPoints) { call in
    try call.require(
      startPoints.shape.suffix(2) == [4, 2] && startPoints.shape == endPoints.shape,
      "expected 4 points each, got \(startPoints.shape) and \(endPoints.shape)")
    // There are no factorizations of narrower numbers.
    let own = inexact(images).dtype
    let dtype = own.bitWidth < 32 ? DType.f32 : own
    let (from, to) = (cast(settled(startPoints), dtype), cast(settled(endPoints), dtype))
    // A pixel of the result lies at `to` and is read at `from`: 8 equations for 8 numbers.
    let (x, y) = (to[ellipsis, 0], to[ellipsis, 1])
    let (u, v) = (from[ellipsis, 0], from[ellipsis, 1])
    let (none, one) = (zerosLike(x), onesLike(x))
    let first = stack([x, y, one, none, none, none, -(u * x), -(u * y)], axis: -1)
    let second = stack([none, none, none, x, y, one, -(v * x), -(v * y)], axis: -1)
    let matrix = concatenate([first, second], axis: -2)
    let right = inserted(concatenate([u, v], axis: -1), from.rank - 1)
    let numbers = solve(matrix, right)
    return try projected(
      call, images, removed(numbers, numbers.rank - 1), interpolation, .constant, fillValue,
      dataFormat)
  }
}

private func projected(
  _ call: Call, _ images: Tensor, _ transform: Tensor, _ interpolation: Interpolation,
  _ mode: FillMode, _ fillValue: Double, _ format: DataFormat
) throws -> Tensor {
  let axes = try Pictures(call, images, format)
  try call.require(
    interpolation == .nearest || interpolation == .bilinear,
    "pixels are moved by nearest or bilinear, not by \(interpolation.rawValue)")
  let batch = images.rank == 4 ? images : inserted(images, 0)
  let shift = images.rank == 4 ? 0 : 1
  let last = moveaxis(batch, axes.channel + shift, -1)
  let (n, h, w, c) = (last.shape[0], last.shape[1], last.shape[2], last.shape[3])
  let dtype = inexact(images).dtype
  let numbers = broadcastTo(cast(settled(transform), dtype), [n, 8])
  let (y, x) = (
    iota(TensorType(dtype, [n, h, w]), axis: 1), iota(TensorType(dtype, [n, h, w]), axis: 2)
  )
  func a(_ i: Int) -> Tensor { reshape(sliced(numbers, axis: 1, from: i, to: i + 1), [n, 1, 1]) }
  let scale = a(6) * x + a(7) * y + 1
  let column = (a(0) * x + a(1) * y + a(2)) / scale
  let row = (a(3) * x + a(4) * y + a(5)) / scale
  let full = [n, h, w, c]
  func wide(_ x: Tensor) -> Tensor { broadcastTo(inserted(x, 3), full) }
  let coordinates = stack(
    [
      iota(TensorType(dtype, full), axis: 0), wide(row), wide(column),
      iota(TensorType(dtype, full), axis: 3),
    ], axis: 0)
  let moved = mapCoordinates(
    last, coordinates, order: interpolation == .nearest ? 0 : 1, fillMode: mode,
    fillValue: fillValue)
  let result = moveaxis(moved, -1, axes.channel + shift)
  return images.rank == 4 ? result : removed(result, 0)
}
