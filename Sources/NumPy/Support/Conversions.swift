// What Keras has functions for and Swift initializers.

/// `x` in `dtype`; a tensor already.
public func convertToTensor(_ x: Tensor, dtype: DType? = nil) -> Tensor {
  cast(settled(x), dtype)
}

/// A tensor of numbers: another name of `Tensor.init`.
public func array<S: TensorScalar>(_ x: [S], dtype: DType? = nil) -> Tensor {
  cast(Tensor(x), dtype)
}

/// `x` in `dtype`: a tensor is a value, and so a copy.
public func array(_ x: Tensor, dtype: DType? = nil) -> Tensor { convertToTensor(x, dtype: dtype) }

/// `x`: a tensor is a value, and so a copy.
public func copy(_ x: Tensor) -> Tensor { x }

/// Whether `x` is a tensor.
public func isTensor(_ x: Any) -> Bool { x is Tensor }

/// The number of its format next to each element of `x1` in the direction of `x2`: another name of
/// `nextAfter`.
public func nextafter(_ x1: Tensor, _ x2: Tensor) -> Tensor { nextAfter(x1, x2) }
