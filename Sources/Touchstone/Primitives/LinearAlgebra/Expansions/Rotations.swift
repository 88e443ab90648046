// Jacobi's plane rotations, half as many at once as there are rows, in the order of a tournament in
// which each meets each (Brent and Luk, "The solution of singular-value and symmetric eigenvalue
// problems on multiprocessor arrays", 1985).

/// Who meets whom in each round; the number of rows is even.
///
/// The players sit on a circle, each opposite its opponent; from round to round all but the first move
/// up by one.
struct Tournament {
  let rows: Int
  var rounds: Int { rows - 1 }
  var half: Int { rows / 2 }

  init(rows: Int) { self.rows = rows + rows % 2 }

  /// One round: three lists of row numbers.
  struct Round {
    /// The first of every pair, then their opponents.
    let order: Tensor
    /// The place of each row in `order`.
    let places: Tensor
    /// The opponent of each row.
    let opponents: Tensor
  }

  /// The round of number `k`.
  func round(_ k: Tensor) -> Round {
    let numbers = iota(TensorType(.i32, [rows]), axis: 0)
    let seats = seat(of: numbers, k)
    let isFirst = less(numbers, number(half))
    return Round(
      order: player(on: select(isFirst, numbers, number(rows - 1 + half) - numbers), k),
      places: select(less(seats, number(half)), seats, number(rows - 1 + half) - seats),
      opponents: player(on: number(rows - 1) - seats, k))
  }

  /// Who sits on these seats in round `k`.
  private func player(on seat: Tensor, _ k: Tensor) -> Tensor {
    let moved = seat + k.everywhere(like: seat)
    let around = select(less(number(rows - 1), moved), moved - number(rows - 1), moved)
    return select(equal(seat, number(0)), seat, around)
  }

  /// Where these players sit in round `k`.
  private func seat(of player: Tensor, _ k: Tensor) -> Tensor {
    let moved = player - k.everywhere(like: player)
    let around = select(less(moved, number(1)), moved + number(rows - 1), moved)
    return select(equal(player, number(0)), player, around)
  }

  private func number(_ x: Int) -> Tensor { .full(TensorType(.i32, [rows]), x) }
}

/// Rotations of pairs of rows: c, s and the phase for each pair of each matrix.
struct Rotations {
  let cosine: Tensor
  let sine: Tensor
  let phase: Tensor
  /// s / c times the size of what the rotation removes.
  let shift: Tensor
  private let round: Tournament.Round
  private let half: Int

  /// The rotations that make [[alpha, gamma], [conj(gamma), beta]] diagonal where `isOff`, and do
  /// nothing elsewhere.
  init(
    _ alpha: Tensor, _ beta: Tensor, _ gamma: Tensor, where isOff: Tensor,
    _ round: Tournament.Round
  ) {
    self.round = round
    half = round.order.shape[0] / 2
    let one = Tensor.full(1, like: alpha)
    let size = select(isOff, abs(gamma), one)
    let zeta = (beta - alpha) / (2 * size)
    let steep = abs(zeta)
    // Where the square might overflow, 1 + ζ² is ζ² anyway.
    let isSteep = greater(steep, .full(1e9, like: steep))
    let root = select(isSteep, steep, sqrt(1 + square(select(isSteep, one, zeta))))
    let tangent = select(
      less(zeta, .zeros(like: zeta)), -1 / (steep + root), 1 / (steep + root))
    let c = rsqrt(1 + square(tangent))
    cosine = select(isOff, c, one)
    sine = select(isOff, c * tangent, .zeros(like: c))
    shift = select(isOff, tangent * size, .zeros(like: size))
    phase = select(
      isOff, gamma / size.asDType(of: gamma), .full(1, like: gamma))
  }

  /// The rows p and q of `x` as c·p - s·φ·q and s·conj(φ)·p + c·q.
  func applied(to x: Tensor) -> Tensor {
    let pairs = x.taking(round.order, along: x.rank - 2)
    let p = pairs.topLeft(rows: half)
    let q = pairs.rows(from: half)
    let c = cosine.asDType(of: x).asColumns(like: p)
    let s = (sine.asDType(of: x) * phase).asColumns(like: p)
    let turned = concatenate([c * p - s * q, s.conjugate * p + c * q], axis: x.rank - 2)
    return turned.taking(round.places, along: x.rank - 2)
  }
}

extension Tensor {
  /// The rows from `first` on.
  func rows(from first: Int) -> Tensor { matrixTransposed.columns(from: first).matrixTransposed }

  /// The first or the second half of each vector.
  func half(_ isSecond: Bool) -> Tensor {
    let middle = shape[rank - 1] / 2
    var (start, end) = (shape.map { _ in 0 }, shape)
    if isSecond { start[rank - 1] = middle } else { end[rank - 1] = middle }
    return Touchstone.slice(self, from: start, to: end)
  }

  /// These matrices divided by their largest element, and that; one that is not finite stays.
  func normalized() -> (matrix: Tensor, scale: Tensor, isFinite: Tensor) {
    let largest = reduceMax(abs(self), [rank - 2, rank - 1])
    let isFinite = Touchstone.isFinite(largest)
    let isUsable = and(isFinite, greater(largest, .zeros(like: largest)))
    let scale = select(isUsable, largest, .full(1, like: largest))
    return (self / scale.asDType(of: self).everywhere(like: self), scale, isFinite)
  }

  /// Whether all elements of each matrix are finite.
  var isFiniteThroughout: Tensor {
    let sizes = abs(self)
    let isBelow = less(sizes, .full(.infinity, like: sizes))
    let all = reduceMin(convert(isBelow, to: .i32), [rank - 2, rank - 1])
    return greater(all, .zeros(like: all))
  }

  /// This tensor where `isFinite`, one truth for each matrix, NaN elsewhere.
  func undefined(unless isFinite: Tensor) -> Tensor {
    select(isFinite.everywhere(like: self), self, .full(.nan, like: self))
  }

  /// The unit roundoff of the dtype, as a number.
  var unitRoundoff: Double {
    Double(
      sign: .plus, exponent: -(dtype.realPart.floatFormat?.significandBits ?? 52) - 1,
      significand: 1)
  }
}
