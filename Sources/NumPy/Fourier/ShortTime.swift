import Foundation

/// What weighs the samples of a short-time transform.
public enum STFTWindow: Sendable {
  /// Von Hann's window, periodic.
  case hann
  /// Hamming's window, periodic.
  case hamming
  /// All elements of a transform count alike, also beyond `sequenceLength`.
  case none
  /// These weights, `sequenceLength` of them.
  case weights(Tensor)

  fileprivate func weights(_ length: Int, _ dtype: DType) -> Tensor {
    switch self {
    case .none: ones([length], dtype: dtype)
    case .hann: periodic(length, dtype, 0.5)
    case .hamming: periodic(length, dtype, 0.54)
    case .weights(let weights): cast(weights, dtype)
    }
  }

  private func periodic(_ n: Int, _ dtype: DType, _ mean: Double) -> Tensor {
    cast(
      Tensor((0..<n).map { mean - (1 - mean) * cos(2 * .pi * Double($0) / Double(n)) }), dtype)
  }
}

/// The frames of `sequenceLength` elements of the last axis that begin every `sequenceStride`.
///
/// Shape: the last axis replaced by the number of frames and `sequenceLength`.
public func extractSequences(_ x: Tensor, _ sequenceLength: Int, _ sequenceStride: Int) -> Tensor {
  call("extractSequences", x) { call in
    let size = x.shape.last ?? 0
    try call.require(
      sequenceLength > 0 && sequenceStride > 0 && size >= sequenceLength,
      "frames of \(sequenceLength) by \(sequenceStride) do not fit into \(x.shape)")
    let count = (size - sequenceLength) / sequenceStride + 1
    let grid = [count, sequenceLength]
    let places = indices(grid, axis: 0) * sequenceStride + indices(grid, axis: 1)
    return take(x, places, axis: -1)
  }
}

/// The transforms of the frames of a real signal, the last axis, each weighed by `window`.
///
/// Frames have `sequenceLength` elements, begin every `sequenceStride`, and are filled with zeros to
/// `fftLength`. With `center` the signal is mirrored at its ends by half of that.
///
/// Shape: the last axis replaced by the number of frames and `fftLength`/2 + 1; complex.
public func stft(
  _ x: Tensor, _ sequenceLength: Int, _ sequenceStride: Int, _ fftLength: Int,
  window: STFTWindow = .hann, center: Bool = true
) -> Tensor {
  call("stft", x) { call in
    try requireFrames(call, sequenceLength, sequenceStride, fftLength)
    var signal = settled(inexact(x))
    if center {
      var widths = [[Int]](repeating: [0, 0], count: x.rank)
      widths[x.rank - 1] = [fftLength / 2, fftLength / 2]
      signal = pad(signal, widths, mode: .reflect)
    }
    let frames = extractSequences(signal, fftLength, sequenceStride)
    return rfft(
      frames * spread(window, sequenceLength, fftLength, signal.dtype), fftLength: fftLength)
  }
}

/// The signal whose short-time transform is `x`: frames weighed once more, added up and divided by
/// the sum of the squared weights.
///
/// `length` says how many elements are kept.
public func istft(
  _ x: Tensor, _ sequenceLength: Int, _ sequenceStride: Int, _ fftLength: Int,
  length: Int? = nil, window: STFTWindow = .hann, center: Bool = true
) -> Tensor {
  call("istft", x) { call in
    try requireFrames(call, sequenceLength, sequenceStride, fftLength)
    try call.require(x.rank >= 2, "expected frames and frequencies, the shape is \(x.shape)")
    let frames = irfft(x, fftLength: fftLength)
    let weights = spread(window, sequenceLength, fftLength, frames.dtype)
    let count = frames.shape[x.rank - 2]
    let total = (count - 1) * sequenceStride + fftLength
    let signal = overlapAdded(frames * weights, sequenceStride, total)
    let squares = overlapAdded(
      broadcastTo(square(weights), [count, fftLength]), sequenceStride, total)
    let isCovered = greater(squares, 1e-11)
    var result = NumPy.where(isCovered, signal / NumPy.where(isCovered, squares, 1), signal)
    let first = center ? fftLength / 2 : 0
    let last = Swift.min(
      length.map { first + $0 } ?? (center ? total - fftLength / 2 : total), total)
    result = sliced(result, axis: result.rank - 1, from: first, to: last)
    if let length, last - first < length {
      result = padded(
        result, axis: result.rank - 1, low: 0, high: length - (last - first),
        with: scalar(0, result.dtype))
    }
    return result
  }
}

private func requireFrames(
  _ call: Call, _ sequenceLength: Int, _ sequenceStride: Int, _ fftLength: Int
) throws {
  try call.require(
    sequenceLength > 0 && sequenceStride > 0 && fftLength >= sequenceLength,
    "frames of \(sequenceLength) by \(sequenceStride) do not fit a transform of \(fftLength)")
}

/// The weights of a window in the middle of `fftLength` elements, zeros around them; without a window
/// ones throughout.
private func spread(
  _ window: STFTWindow, _ sequenceLength: Int, _ fftLength: Int, _ dtype: DType
) -> Tensor {
  if case .none = window { return ones([fftLength], dtype: dtype) }
  let low = (fftLength - sequenceLength) / 2
  return padded(
    window.weights(sequenceLength, dtype), axis: 0, low: low,
    high: fftLength - sequenceLength - low, with: scalar(0, dtype))
}

/// Frames, the last two axes, laid `step` apart into `total` elements and added up.
private func overlapAdded(_ frames: Tensor, _ step: Int, _ total: Int) -> Tensor {
  let (count, length) = (frames.shape[frames.rank - 2], frames.shape[frames.rank - 1])
  let batch = Array(frames.shape.dropLast(2))
  let places = (0..<count).flatMap { frame in (0..<length).map { Int32(frame * step + $0) } }
  let flat = moveaxis(reshape(frames, batch + [count * length]), -1, 0)
  let sums = segmentSum(flat, Tensor(places), numSegments: total)
  return moveaxis(sums, 0, -1)
}
