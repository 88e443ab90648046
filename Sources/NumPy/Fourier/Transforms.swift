// Fourier transforms along named axes. Integers are taken as `f32`, real numbers as complex ones.

/// How the two directions of a transform share the factor 1/n.
public enum FourierNorm: String, Sendable {
  /// The way back has it.
  case backward
  /// The way there has it.
  case forward
  /// Both have its root.
  case ortho
}

/// The discrete Fourier transform along `axis`, cut or filled with zeros to `n` elements.
public func fft(
  _ x: Tensor, n: Int? = nil, axis: Int = -1, norm: FourierNorm = .backward
) -> Tensor {
  transform("fft", x, n.map { [$0] }, axis, .forward, norm)
}

/// The inverse of `fft`.
public func ifft(
  _ x: Tensor, n: Int? = nil, axis: Int = -1, norm: FourierNorm = .backward
) -> Tensor {
  transform("ifft", x, n.map { [$0] }, axis, .inverse, norm)
}

/// The discrete Fourier transform along two axes.
public func fft2(
  _ x: Tensor, s: [Int]? = nil, axes: [Int] = [-2, -1], norm: FourierNorm = .backward
) -> Tensor {
  transform("fft2", x, s, axes, .forward, norm)
}

/// The inverse of `fft2`.
public func ifft2(
  _ x: Tensor, s: [Int]? = nil, axes: [Int] = [-2, -1], norm: FourierNorm = .backward
) -> Tensor {
  transform("ifft2", x, s, axes, .inverse, norm)
}

/// The discrete Fourier transform along several axes, by default all.
public func fftn(
  _ x: Tensor, s: [Int]? = nil, axes: [Int]? = nil, norm: FourierNorm = .backward
) -> Tensor {
  transform("fftn", x, s, axes ?? lastAxes(x, s), .forward, norm)
}

/// The inverse of `fftn`.
public func ifftn(
  _ x: Tensor, s: [Int]? = nil, axes: [Int]? = nil, norm: FourierNorm = .backward
) -> Tensor {
  transform("ifftn", x, s, axes ?? lastAxes(x, s), .inverse, norm)
}

/// The first n/2 + 1 elements of the transform of real numbers; the others are their conjugates.
public func rfft(
  _ x: Tensor, fftLength: Int? = nil, axis: Int = -1, norm: FourierNorm = .backward
) -> Tensor {
  transform("rfft", x, fftLength.map { [$0] }, axis, .realForward, norm)
}

/// The real numbers whose transform begins with `x`; `fftLength` of them, by default 2·(size - 1).
public func irfft(
  _ x: Tensor, fftLength: Int? = nil, axis: Int = -1, norm: FourierNorm = .backward
) -> Tensor {
  transform("irfft", x, fftLength.map { [$0] }, axis, .realInverse, norm)
}

/// `rfft` along the last of two axes and `fft` along the first.
public func rfft2(
  _ x: Tensor, s: [Int]? = nil, axes: [Int] = [-2, -1], norm: FourierNorm = .backward
) -> Tensor {
  transform("rfft2", x, s, axes, .realForward, norm)
}

/// The inverse of `rfft2`.
public func irfft2(
  _ x: Tensor, s: [Int]? = nil, axes: [Int] = [-2, -1], norm: FourierNorm = .backward
) -> Tensor {
  transform("irfft2", x, s, axes, .realInverse, norm)
}

/// `rfft` along the last axis and `fft` along the others.
public func rfftn(
  _ x: Tensor, s: [Int]? = nil, axes: [Int]? = nil, norm: FourierNorm = .backward
) -> Tensor {
  transform("rfftn", x, s, axes ?? lastAxes(x, s), .realForward, norm)
}

/// The inverse of `rfftn`.
public func irfftn(
  _ x: Tensor, s: [Int]? = nil, axes: [Int]? = nil, norm: FourierNorm = .backward
) -> Tensor {
  transform("irfftn", x, s, axes ?? lastAxes(x, s), .realInverse, norm)
}

private func lastAxes(_ x: Tensor, _ s: [Int]?) -> [Int] {
  Array(x.rank - (s?.count ?? x.rank)..<x.rank)
}

private func transform(
  _ name: String, _ x: Tensor, _ sizes: [Int]?, _ axes: any AxisList, _ kind: FourierKind,
  _ norm: FourierNorm
) -> Tensor {
  call(name, x) { call in
    let axes = try call.axes(axes, of: x.rank)
    guard let last = axes.last else { return x }
    let isReal = kind == .realForward
    var operand = settled(inexact(x))
    if operand.dtype == .f16 || operand.dtype == .bf16 { operand = cast(operand, .f32) }
    try call.require(!isReal || !operand.dtype.isComplex, "expected real numbers, got \(x.dtype)")
    if !isReal, let complex = operand.dtype.complexCounterpart {
      operand = convert(operand, to: complex)
    }
    // The sizes of the full transform, and of what is read from the operand.
    var lengths = axes.map { x.shape[$0] }
    if kind == .realInverse { lengths[lengths.count - 1] = 2 * (x.shape[last] - 1) }
    if let sizes {
      try call.require(
        sizes.count == axes.count, "\(sizes.count) sizes are not for \(axes.count) axes")
      lengths = sizes
    }
    try call.require(lengths.allSatisfy { $0 > 0 }, "there is no transform of the sizes \(lengths)")
    var read = lengths
    if kind == .realInverse { read[read.count - 1] = lengths[lengths.count - 1] / 2 + 1 }
    for (axis, size) in zip(axes, read) where size != operand.shape[axis] {
      operand =
        size < operand.shape[axis]
        ? sliced(operand, axis: axis, from: 0, to: size)
        : padded(
          operand, axis: axis, low: 0, high: size - operand.shape[axis],
          with: scalar(0, operand.dtype))
    }
    let behind = Array(x.rank - axes.count..<x.rank)
    var result = moveaxis(operand, axes, behind)
    // The operation takes three axes at most; further ones go one by one.
    let first = Swift.max(0, lengths.count - 3)
    let outer: FourierKind = kind == .inverse || kind == .realInverse ? .inverse : .forward
    func further(_ x: Tensor) -> Tensor {
      var x = x
      for i in 0..<first {
        let moved = moveaxis(x, behind[i], -1)
        x = moveaxis(fft(moved, outer, lengths: [lengths[i]]), -1, behind[i])
      }
      return x
    }
    if outer == .inverse { result = further(result) }
    result = fft(result, kind, lengths: Array(lengths[first...]))
    if outer == .forward { result = further(result) }
    result = moveaxis(result, behind, axes)
    let count = Double(lengths.reduce(1, *))
    switch (norm, outer == .forward) {
    case (.backward, _): return result
    case (.forward, true): return result / count
    case (.forward, false): return result * count
    case (.ortho, true): return result / count.squareRoot()
    case (.ortho, false): return result * count.squareRoot()
    }
  }
}

/// The frequencies of the elements of `fft`, for `n` samples `d` apart.
public func fftfreq(_ n: Int, d: Double = 1, dtype: DType = .f32) -> Tensor {
  let numbers = (0..<n).map { Double($0 < (n + 1) / 2 ? $0 : $0 - n) / (d * Double(n)) }
  return cast(Tensor(numbers), dtype)
}

/// The frequencies of the elements of `rfft`, for `n` samples `d` apart.
public func rfftfreq(_ n: Int, d: Double = 1, dtype: DType = .f32) -> Tensor {
  cast(Tensor((0...n / 2).map { Double($0) / (d * Double(n)) }), dtype)
}

/// `x` with the element of frequency 0 moved to the middle of `axes`, by default all.
public func fftshift(_ x: Tensor, axes: (any AxisList)? = nil) -> Tensor {
  call("fftshift", x) { call in
    let axes = try call.axes(axes, of: x.rank)
    return roll(x, axes.map { x.shape[$0] / 2 }, axis: axes)
  }
}

/// The inverse of `fftshift`.
public func ifftshift(_ x: Tensor, axes: (any AxisList)? = nil) -> Tensor {
  call("ifftshift", x) { call in
    let axes = try call.axes(axes, of: x.rank)
    return roll(x, axes.map { -(x.shape[$0] / 2) }, axis: axes)
  }
}
