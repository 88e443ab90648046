// Gaussian elimination with partial pivoting (Golub and Van Loan, "Matrix Computations", 4th edition,
// 3.4), the outer-product form.

extension Tensor {
  /// The packed factors, the row that each row was exchanged with, the order of the rows.
  func eliminated() -> [Tensor] {
    let batch = Array(shape.dropLast(2))
    let count = min(rows, columns)
    let pivots = Tensor.zeros(TensorType(.i32, batch + [count]))
    let order = iota(TensorType(.i32, batch + [rows]), axis: batch.count)
    return Loops.counting(to: count, [self, pivots, order]) { j, values in
      let (a, pivots, order) = (values[0], values[1], values[2])
      let pivot = a.column(at: j).pivot(from: j)
      let isPivot = equal(pivots.lastPlaces, j.everywhere(like: pivots))
      let exchanged = a.exchangingRows(j, pivot)
      let element = exchanged.column(at: j).element(at: j)
      let isZero = equal(element, .zeros(like: element))
      let (row, column) = a.places
      let here = j.everywhere(like: row)
      // Where the whole column is zero there is nothing to eliminate.
      let divisor = select(isZero, .full(1, like: element), element).everywhere(like: a)
      let isFactor = and(greater(row, here), equal(column, here))
      let divided = select(isFactor, exchanged / divisor, exchanged)
      let change = divided.column(at: j).outer(divided.row(at: j))
      let isRest = and(greater(row, here), greater(column, here))
      return [
        select(isRest, divided - change, divided),
        select(isPivot, pivot.everywhere(like: pivots), pivots),
        order.exchanging(j, pivot),
      ]
    }
  }

  /// The first place from `j` on of the element of largest size, |re| + |im| as in LAPACK.
  private func pivot(from j: Tensor) -> Tensor {
    let place = lastPlaces
    let sizes = dtype.isComplex ? abs(real(self)) + abs(imag(self)) : abs(self)
    let rest = select(
      lessEqual(j.everywhere(like: place), place), sizes, .full(-1, like: sizes))
    let largest = reduceMax(rest, [rank - 1]).everywhere(like: rest)
    let last = Tensor.full(place.type, Double(shape[rank - 1] - 1))
    // A NaN equals nothing; then the last row is as good as any.
    return reduceMin(select(equal(rest, largest), place, last), [rank - 1])
  }

  /// The elements of vectors at `j` and at each vector's own place `other` exchanged.
  private func exchanging(_ j: Tensor, _ other: Tensor) -> Tensor {
    let place = lastPlaces
    let isOther = equal(place, other.everywhere(like: place))
    let isHere = equal(place, j.everywhere(like: place))
    let zeros = Tensor.zeros(like: self)
    let found = reduceSum(select(isOther, self, zeros), [rank - 1])
    let own = reduceSum(select(isHere, self, zeros), [rank - 1])
    return select(
      isHere, found.everywhere(like: self), select(isOther, own.everywhere(like: self), self))
  }

  /// The rows of matrices at `j` and at each matrix's own place `other` exchanged.
  private func exchangingRows(_ j: Tensor, _ other: Tensor) -> Tensor {
    let (row, _) = places
    let isOther = equal(row, other.everywhere(like: row))
    let isHere = equal(row, j.everywhere(like: row))
    let found = reduceSum(select(isOther, self, .zeros(like: self)), [rank - 2])
    let own = self.row(at: j)
    return select(isHere, found.asRows(like: self), select(isOther, own.asRows(like: self), self))
  }
}
