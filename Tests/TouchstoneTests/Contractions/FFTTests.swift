import Foundation
import Testing

@testable import Touchstone

private func ramp(_ dtype: DType, _ n: Int) -> HostTensor {
  let elements = (0..<n).map { i -> WideComplex in
    let (real, imaginary) = (i * 7 % 11 - 5, i * 5 % 13 - 6)
    return WideComplex(Double(real), Double(imaginary))
  }
  return HostTensor(TensorType(dtype, [n]), complexes: elements)
}

@Test(.onReference, arguments: [1, 2, 6, 30, 49, 61, 67, 97, 128, 134])
func `a transform of f64 is the sum it is defined as, nearly to the last bit`(_ n: Int) throws {
  let x = ramp(.complex128, n)
  let y = try fft(Tensor(x), lengths: [n]).host().complexes
  for k in 0..<n {
    var (real, imaginary) = (DotAccumulator(), DotAccumulator())
    for (j, value) in x.complexes.enumerated() {
      let root = unitRoot(j * k % n, n, DoubleDouble.self)
      for part in [root.real.high, root.real.low] {
        real.add(value.real, times: part)
        imaginary.add(value.imaginary, times: part)
      }
      for part in [root.imaginary.high, root.imaginary.low] {
        real.add(-value.imaginary, times: part)
        imaginary.add(value.real, times: part)
      }
    }
    #expect(abs(y[k].real - real.value) <= max(real.value.ulp, 1e-28 * Double(n)))
    #expect(abs(y[k].imaginary - imaginary.value) <= max(imaginary.value.ulp, 1e-28 * Double(n)))
  }
}

@Test(.onReference, arguments: [1, 5, 8, 73, 100])
func `the inverse gives back what was transformed`(_ n: Int) throws {
  let x = ramp(.complex64, n)
  let y = try fft(fft(Tensor(x), lengths: [n]), .inverse, lengths: [n]).host()
  for (a, b) in zip(x.complexes, y.complexes) {
    #expect(abs(a.real - b.real) < 2e-6 && abs(a.imaginary - b.imaginary) < 2e-6)
  }
}

@Test(.onReference) func `roots of unity are exact where they can be`() {
  for (k, x, y) in [(0, 1.0, 0.0), (2, 0, -1), (4, -1, 0), (6, 0, 1)] {
    let root = unitRoot(k, 8, Double.self)
    #expect(root.real == x && root.imaginary == y)
  }
  let eighth = unitRoot(1, 8, Double.self)
  #expect(eighth.real == 0.5.squareRoot() && eighth.imaginary == -(0.5.squareRoot()))
}
