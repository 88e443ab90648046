import Keras

/// The elements as numbers.
func numbers(_ x: Tensor) throws -> [Double] {
  let host = try x.host()
  return host.dtype.isComplex
    ? host.complexes.flatMap { [$0.real, $0.imaginary] } : host.converted(to: .f64).doubles
}
