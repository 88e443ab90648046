// Questions about elements, and what joins their answers. A number holds where it differs from 0.

/// Whether both hold.
public func logicalAnd(_ x1: Tensor, _ x2: Tensor) -> Tensor { bitwiseAnd(truth(x1), truth(x2)) }

/// Whether either holds.
public func logicalOr(_ x1: Tensor, _ x2: Tensor) -> Tensor { bitwiseOr(truth(x1), truth(x2)) }

/// Whether one of the two holds.
public func logicalXor(_ x1: Tensor, _ x2: Tensor) -> Tensor { bitwiseXor(truth(x1), truth(x2)) }

/// Whether each element is zero.
public func logicalNot(_ x: Tensor) -> Tensor { bitwiseNot(truth(x)) }

/// Whether each element is NaN.
public func isnan(_ x: Tensor) -> Tensor { notEqual(x, x) }

/// Whether each element is neither infinite nor NaN; of a complex number both parts.
public func isfinite(_ x: Tensor) -> Tensor {
  if x.dtype.isComplex { return bitwiseAnd(isFinite(real(x)), isFinite(imag(x))) }
  return x.dtype.isFloat ? isFinite(x) : onesLike(x, dtype: .i1)
}

/// Whether each element is infinite, of either sign; of a complex number either part.
public func isinf(_ x: Tensor) -> Tensor {
  if x.dtype.isComplex { return bitwiseOr(isInf(real(x)), isInf(imag(x))) }
  return x.dtype.isFloat ? isInf(x) : zerosLike(x, dtype: .i1)
}

/// Whether each element is infinity.
public func isposinf(_ x: Tensor) -> Tensor {
  x.dtype.isFloat ? equal(x, Tensor(weak: Double.infinity)) : zerosLike(x, dtype: .i1)
}

/// Whether each element is minus infinity.
public func isneginf(_ x: Tensor) -> Tensor {
  x.dtype.isFloat ? equal(x, Tensor(weak: -Double.infinity)) : zerosLike(x, dtype: .i1)
}

/// Whether the imaginary part of each element is zero.
public func isreal(_ x: Tensor) -> Tensor {
  x.dtype.isComplex ? equal(imag(x), 0) : onesLike(x, dtype: .i1)
}

/// Whether the imaginary part of each element is not zero.
public func iscomplex(_ x: Tensor) -> Tensor { logicalNot(isreal(x)) }

/// Whether the sign bit of each element is set, as it is of -0.
public func signbit(_ x: Tensor) -> Tensor {
  guard x.dtype.isFloat else { return less(x, 0) }
  let bits = bitcastConvert(x, to: x.dtype.integerOfSameWidth)
  return less(bits, 0)
}

/// Whether |`x1` - `x2`| ≤ `atol` + `rtol`·|`x2`|.
///
/// Infinities are close to equal ones; NaN to none, or with `equalNan` to NaN.
public func isclose(
  _ x1: Tensor, _ x2: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false
) -> Tensor {
  let (x, y) = met("isclose", x1, x2)
  guard x.dtype.isFloat || x.dtype.isComplex else {
    return isclose(cast(x, .f32), cast(y, .f32), rtol: rtol, atol: atol)
  }
  let near = lessEqual(abs(x - y), atol + rtol * abs(y))
  let areFinite = bitwiseAnd(isfinite(x), isfinite(y))
  let close = bitwiseOr(bitwiseAnd(near, areFinite), equal(x, y))
  return equalNan ? bitwiseOr(close, bitwiseAnd(isnan(x), isnan(y))) : close
}

/// Whether all elements are close; see `isclose`.
public func allclose(
  _ x1: Tensor, _ x2: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false
) -> Tensor {
  all(isclose(x1, x2, rtol: rtol, atol: atol, equalNan: equalNan))
}

/// Whether both have one shape and equal elements.
public func arrayEqual(_ x1: Tensor, _ x2: Tensor) -> Tensor {
  x1.shape == x2.shape ? all(equal(x1, x2)) : Tensor(false)
}

extension DType {
  /// The signed integers that have as many bits.
  var integerOfSameWidth: DType {
    switch bitWidth {
    case 64: .i64
    case 32: .i32
    case 16: .i16
    default: .i8
    }
  }
}
