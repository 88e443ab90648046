// Householder's reflections, with LAPACK's signs (geqrf, larfg): Golub and Van Loan, "Matrix
// Computations", 4th edition, 5.2.

extension Tensor {
  /// R on and above the diagonal, the reflectors below, and their factors.
  func reflected() -> (packed: Tensor, factors: Tensor) {
    let count = min(rows, columns)
    let factors = Tensor.zeros(TensorType(dtype, shape.dropLast(2) + [count]))
    let results = Loops.counting(to: count, [self, factors]) { j, values in
      let (a, factors) = (values[0], values[1])
      let reflector = Reflection(a.column(at: j), below: j)
      let (_, column) = a.places
      let kept = reflector.vector.conjugate.timesMatrix(a)
      let change =
        (reflector.factor.conjugate.everywhere(like: reflector.vector) * reflector.vector)
        .outer(kept)
      let reflected = select(
        greater(column, j.everywhere(like: column)), a - change,
        select(
          equal(column, j.everywhere(like: column)), reflector.packed.asColumns(like: a), a))
      let isHere = equal(factors.lastPlaces, j.everywhere(like: factors))
      return [reflected, select(isHere, reflector.factor.everywhere(like: factors), factors)]
    }
    return (results[0], results[1])
  }

  /// The first columns of the product of the reflectors that lie below the diagonal.
  func productOfReflectors(_ factors: Tensor) -> Tensor {
    let count = factors.shape[factors.rank - 1]
    return Loops.counting(to: count, [identityMatrices]) { step, q in
      let j = Tensor(Int32(count - 1)) - step
      let column = self.column(at: j)
      let place = column.lastPlaces
      let here = j.everywhere(like: place)
      let v = select(
        greater(place, here), column,
        select(equal(place, here), .full(1, like: column), .zeros(like: column)))
      let kept = v.conjugate.timesMatrix(q[0])
      return [q[0] - (factors.element(at: j).everywhere(like: v) * v).outer(kept)]
    }[0]
  }
}

/// The reflection that brings a vector, from place j on, onto its element j.
private struct Reflection {
  /// 1 at place j, 0 before it.
  let vector: Tensor
  let factor: Tensor
  /// The vector reflected, with the reflector in place of the zeros.
  let packed: Tensor

  init(_ x: Tensor, below j: Tensor) {
    let place = x.lastPlaces
    let here = j.everywhere(like: place)
    let last = x.rank - 1
    let zeros = Tensor.zeros(like: x)
    let alpha = reduceSum(select(equal(place, here), x, zeros), [last])
    let below = select(greater(place, here), x, zeros)
    // Scaled, so that no square overflows or vanishes.
    let sizes = abs(select(lessEqual(here, place), x, zeros))
    let largest = reduceMax(sizes, [last])
    let isZero = equal(largest, .zeros(like: largest))
    let scale = select(isZero, .full(1, like: largest), largest)
    let norm = scale * sqrt(reduceSum(square(sizes / scale.everywhere(like: sizes)), [last]))
    let start = alpha.realPart
    let beta = select(less(start, .zeros(like: start)), norm, -norm).asDType(of: x)
    // Nothing to do where nothing is below and the element is real.
    let tail = reduceMax(abs(below), [last])
    var isPlain = equal(tail, .zeros(like: tail))
    if x.dtype.isComplex {
      let turned = imag(alpha)
      isPlain = and(isPlain, equal(turned, .zeros(like: turned)))
    }
    let one = Tensor.full(1, like: alpha)
    factor = select(
      isPlain, .zeros(like: alpha), (beta - alpha) / select(isPlain, one, beta))
    let divisor = select(isPlain, one, alpha - beta)
    let scaled = below / divisor.everywhere(like: x)
    vector = select(
      greater(place, here), scaled, select(equal(place, here), .full(1, like: x), zeros))
    let onto = select(isPlain, alpha, beta).everywhere(like: x)
    packed = select(
      less(place, here), x, select(equal(place, here), onto, scaled))
  }
}
