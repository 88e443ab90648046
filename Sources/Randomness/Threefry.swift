import Touchstone

/// Threefry-2x32 with 20 rounds as integer operations of tensors (Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
///
/// All operands are of `ui32` and of one shape.
func threefry(
  _ key: (Tensor, Tensor), _ counter: (Tensor, Tensor)
) -> (Tensor, Tensor) {
  let keys = [
    key.0, key.1,
    bitwiseXor(bitwiseXor(key.0, key.1), .full(0x1BD1_1BDA, like: key.0)),
  ]
  var amounts: [Int: Tensor] = [:]
  func amount(_ bits: Int) -> Tensor {
    if let known = amounts[bits] { return known }
    let tensor = Tensor.full(Double(bits), like: key.0)
    amounts[bits] = tensor
    return tensor
  }
  var (x, y) = (counter.0 + keys[0], counter.1 + keys[1])
  for group in 0..<5 {
    for rotation in group.isMultiple(of: 2) ? [13, 15, 26, 6] : [17, 29, 16, 24] {
      x = x + y
      y = bitwiseOr(
        leftShift(y, amount(rotation)), rightShiftLogical(y, amount(32 - rotation)))
      y = bitwiseXor(x, y)
    }
    x = x + keys[(group + 1) % 3]
    y = y + keys[(group + 2) % 3] + (group + 1)
  }
  return (x, y)
}

/// The two words that each key makes of each counter 0, 1, … of `shape` in row-major order.
///
/// Shape: of `keys` without its last axis, which holds the two halves of a key, then `shape`.
func words(_ keys: Tensor, _ shape: [Int]) -> (Tensor, Tensor) {
  let batch = Array(keys.shape.dropLast())
  func half(_ i: Int) -> Tensor {
    let start = [Int](repeating: 0, count: batch.count) + [i]
    let half = reshape(slice(keys, from: start, to: batch + [i + 1]), batch)
    return broadcast(half, to: batch + shape, axes: Array(batch.indices))
  }
  let flat = iota(TensorType(.ui64, [TensorType(.ui64, shape).count]))
  let high = convert(rightShiftLogical(flat, .full(32, like: flat)), to: .ui32)
  let low = convert(flat, to: .ui32)
  func counter(_ x: Tensor) -> Tensor { Random.spread(reshape(x, shape), to: batch + shape) }
  return threefry((half(0), half(1)), (counter(high), counter(low)))
}

/// Keys made of each of `keys`: the shape of `keys` without its last axis, then `shape`, then 2.
func splitKeys(_ keys: Tensor, _ shape: [Int]) -> Tensor {
  let (first, second) = words(keys, shape)
  let pair = first.shape + [1]
  return concatenate([reshape(first, pair), reshape(second, pair)], axis: first.rank)
}

/// The keys made of each of `keys`, one list entry for each of the `count` new ones.
func splitKeys(_ keys: Tensor, into count: Int) -> [Tensor] {
  let all = splitKeys(keys, [count])
  let axis = keys.rank - 1
  return (0..<count).map { i in
    var (start, limit) = ([Int](repeating: 0, count: all.rank), all.shape)
    (start[axis], limit[axis]) = (i, i + 1)
    return reshape(slice(all, from: start, to: limit), keys.shape)
  }
}

/// Random words of `dtype`, `ui8`, `ui16`, `ui32` or `ui64`, of each of `keys`.
func randomWords(_ keys: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
  let (first, second) = words(keys, shape)
  switch dtype {
  case .ui64:
    let high = convert(first, to: .ui64)
    return bitwiseOr(leftShift(high, .full(32, like: high)), convert(second, to: .ui64))
  case .ui32: return bitwiseXor(first, second)
  default: return convert(bitwiseXor(first, second), to: dtype)
  }
}

/// Samples of `dtype` in [0, 1) of each of `keys`.
func unitSamples(_ keys: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
  let layout = FloatLayout(checked: dtype)
  // The significand of bf16 is filled from 8 bits, as JAX does.
  let drawn = layout.significandBits < 8 ? 8 : layout.bitWidth
  var bits = randomWords(keys, shape, drawn == 8 ? .ui8 : layout.words)
  if bits.dtype != layout.words { bits = convert(bits, to: layout.words) }
  let significand = rightShiftLogical(
    bits, .full(Double(drawn - layout.significandBits), like: bits))
  let inOneToTwo = bitwiseOr(significand, .full(layout.one, like: bits))
  return bitcastConvert(inOneToTwo, to: dtype) - 1
}

/// Samples in [`low`, `high`) of each of `keys`; the bounds' shapes broadcast to that of the result.
func uniformSamples(
  _ keys: Tensor, _ shape: [Int], _ low: Tensor, _ high: Tensor
) -> Tensor {
  let unit = unitSamples(keys, shape, low.dtype)
  let width = Random.broadcastShape([low.shape, high.shape]) ?? []
  let span = Random.spread(high, to: width) - Random.spread(low, to: width)
  let least = Random.spread(low, to: unit.shape)
  return maximum(least, unit * Random.spread(span, to: unit.shape) + least)
}

/// Samples in [`low`, `high`) of each of `keys`.
func uniformSamples(
  _ keys: Tensor, _ shape: [Int], _ dtype: DType, _ low: Double, _ high: Double
) -> Tensor {
  let scalar = TensorType(dtype)
  return uniformSamples(keys, shape, .full(scalar, low), .full(scalar, high))
}

/// Samples of the standard normal distribution of a real `dtype` of each of `keys`.
func normalSamples(_ keys: Tensor, _ shape: [Int], _ dtype: DType) -> Tensor {
  let u = uniformSamples(keys, shape, dtype, -FloatLayout(checked: dtype).belowOne, 1)
  return Double(2).squareRoot() * erfinv(u)
}
