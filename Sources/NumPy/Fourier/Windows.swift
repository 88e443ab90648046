import Foundation

// Windows of `n` elements: symmetric, as NumPy has them.

/// The triangular window.
public func bartlett(_ n: Int, dtype: DType = .f32) -> Tensor {
  window(n, dtype) { 1 - Swift.abs(2 * $0 - 1) }
}

/// The window of Blackman.
public func blackman(_ n: Int, dtype: DType = .f32) -> Tensor {
  window(n, dtype) { 0.42 - 0.5 * cos(2 * .pi * $0) + 0.08 * cos(4 * .pi * $0) }
}

/// The window of Hamming.
public func hamming(_ n: Int, dtype: DType = .f32) -> Tensor {
  window(n, dtype) { 0.54 - 0.46 * cos(2 * .pi * $0) }
}

/// The window of von Hann.
public func hanning(_ n: Int, dtype: DType = .f32) -> Tensor {
  window(n, dtype) { 0.5 - 0.5 * cos(2 * .pi * $0) }
}

/// The window of Kaiser with the shape `beta`.
public func kaiser(_ n: Int, _ beta: Double, dtype: DType = .f32) -> Tensor {
  if n <= 1 { return ones([Swift.max(n, 0)], dtype: dtype) }
  let place = linspace(Tensor(-1.0), Tensor(1.0), num: n)
  let inside = beta * sqrt(clip(1 - square(place), 0, nil))
  return cast(i0(inside) / i0(Tensor(beta)), dtype)
}

/// What `shape` says at `n` places from 0 to 1.
func window(_ n: Int, _ dtype: DType, _ shape: (Double) -> Double) -> Tensor {
  if n <= 1 { return ones([Swift.max(n, 0)], dtype: dtype) }
  return cast(Tensor((0..<n).map { shape(Double($0) / Double(n - 1)) }), dtype)
}
