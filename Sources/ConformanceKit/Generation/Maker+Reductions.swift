import Touchstone

extension Maker {
  /// Elements combined.
  func reduction() throws -> [Tensor]? {
    guard let x = value(where: { $0.rank > 0 && ($0.dtype.isFloat || $0.dtype.isInteger) }) else {
      return nil
    }
    let axis = axis(of: x)
    switch choices.below(9) {
    case 0, 1: return [reduceSum(x, choices.below(3) == 0 ? nil : [axis])]
    case 2: return [reduceMax(x, [axis])]
    case 3: return [reduceMin(x, [axis])]
    case 4: return [reduceProd(x, [axis])]
    case 5: return windowed(x, axis)
    case 6: return [normalized(x, axis)]
    case 7: return greatest(x, axis)
    default:
      // Sums of what came before: one window that reaches back to the start.
      let size = x.shape[axis]
      guard size > 0 else { return nil }
      var (window, padding) = (x.shape.map { _ in 1 }, x.shape.map { _ in [0, 0] })
      window[axis] = size
      padding[axis] = [size - 1, 0]
      return [
        reduceWindow(
          x, .full(TensorType(x.dtype), 0), windowDimensions: window, padding: padding
        ) { $0 + $1 }
      ]
    }
  }

  private func windowed(_ x: Tensor, _ axis: Int) -> [Tensor]? {
    guard x.dtype.isFloat, x.shape[axis] > 1 else { return nil }
    var (window, strides) = (x.shape.map { _ in 1 }, x.shape.map { _ in 1 })
    window[axis] = 2 + choices.below(2)
    strides[axis] = 1 + choices.below(2)
    let padding = x.shape.indices.map {
      $0 == axis ? [choices.below(2), choices.below(2)] : [0, 0]
    }
    if choices.below(2) == 0 {
      return [
        reduceWindow(
          x, .full(TensorType(x.dtype), 0), windowDimensions: window, windowStrides: strides,
          padding: padding
        ) { $0 + $1 }
      ]
    }
    return [
      reduceWindow(
        x, .full(TensorType(x.dtype), -.infinity), windowDimensions: window,
        windowStrides: strides, padding: padding
      ) { maximum($0, $1) }
    ]
  }

  /// The softmax of floats along an axis, written out.
  private func normalized(_ x: Tensor, _ axis: Int) -> Tensor {
    guard x.dtype.isFloat else { return reduceMax(x, [axis]) }
    let others = (0..<x.rank).filter { $0 != axis }
    let shifted = x - broadcast(reduceMax(x, [axis]), to: x.shape, axes: others)
    let powers = exp(shifted)
    return powers / broadcast(reduceSum(powers, [axis]), to: x.shape, axes: others)
  }

  /// The greatest element and its place.
  private func greatest(_ x: Tensor, _ axis: Int) -> [Tensor]? {
    guard x.dtype.isFloat, x.shape[axis] > 0 else { return nil }
    let order = (0..<x.rank).filter { $0 != axis } + [axis]
    let last = transpose(x, order)
    let (values, indices) = topK(last, 1 + choices.below(min(3, x.shape[axis])))
    return [values, indices]
  }

  /// Elements in order.
  func ordering() throws -> [Tensor]? {
    guard let x = value(where: { $0.rank > 0 && ($0.dtype.isFloat || $0.dtype.isInteger) }) else {
      return nil
    }
    let axis = axis(of: x)
    if choices.below(2) == 0 {
      return [sort(x, dimension: axis, descending: choices.below(2) == 1)]
    }
    let payload = iota(x.type.with(.i32), axis: axis)
    let compare = Compare(.less, x.dtype.isFloat ? .totalOrder : Compare.Kind(x.dtype))
    return sort([x, payload], dimension: axis) { bind(compare, $0[0], $0[1]) }
  }

  /// Products summed.
  func contraction() throws -> [Tensor]? {
    guard
      let x = value(where: {
        $0.rank > 0 && $0.rank < 4 && ($0.dtype.isFloat || $0.dtype.isComplex)
      })
    else { return nil }
    switch choices.below(4) {
    case 0, 1:
      let axis = axis(of: x)
      let width = choices.one(of: Self.sizes)
      guard let y = value(where: { $0.dtype == x.dtype && $0.type.count > 0 }) else { return nil }
      let other = fitted(y, [x.shape[axis], width])
      return [dotGeneral(x, other, contracting: ([axis], [0]))]
    case 2:
      guard x.rank == 2, x.dtype.isFloat else { return nil }
      // A line of one channel, and a kernel made of another value.
      let line = reshape(x, [x.shape[0], 1, x.shape[1]])
      guard x.shape[1] > 2 else { return nil }
      let kernel = fitted(like(x), [1 + choices.below(3), 1, 1 + choices.below(3)])
      return [
        convolution(
          line, kernel, windowStrides: [1 + choices.below(2)],
          padding: [[choices.below(2), choices.below(2)]])
      ]
    default:
      guard let z = value(where: { $0.dtype == .complex64 && $0.rank > 0 && $0.type.count > 0 })
      else {
        return nil
      }
      return [fft(z, choices.below(2) == 0 ? .forward : .inverse, lengths: [z.shape[z.rank - 1]])]
    }
  }
}
