// Complex numbers from and into real ones.

/// The complex conjugate of each element: another name of `conj`.
public func conjugate(_ x: Tensor) -> Tensor { x.dtype.isComplex ? conj(x) : x }

/// The angle of each complex number, in -π…π; of a real one 0 or π.
public func angle(_ x: Tensor) -> Tensor {
  if x.dtype.isComplex { return arctan2(imag(x), real(x)) }
  let x = inexact(x)
  let half = NumPy.where(less(x, 0), .full(.pi, like: x), 0)
  return NumPy.where(isnan(x), x, half)
}

/// The complex numbers of these magnitudes and angles.
public func polar(_ magnitude: Tensor, _ angle: Tensor) -> Tensor {
  let (r, a) = met("polar", magnitude, angle)
  let (radius, turn) = (inexact(r), inexact(a))
  return complex(radius * cos(turn), radius * sin(turn))
}

/// Pairs along the last axis, whose size is 2, as complex numbers.
public func viewAsComplex(_ x: Tensor) -> Tensor {
  call("viewAsComplex", x) { call in
    try call.require(
      x.shape.last == 2, "the last axis must have size 2, the shape is \(x.shape)")
    let axis = x.rank - 1
    return complex(
      removed(sliced(x, axis: axis, from: 0, to: 1), axis),
      removed(sliced(x, axis: axis, from: 1, to: 2), axis))
  }
}

/// Complex numbers as pairs along a new last axis.
public func viewAsReal(_ x: Tensor) -> Tensor {
  concatenate([inserted(real(x), x.rank), inserted(imag(x), x.rank)], axis: x.rank)
}
