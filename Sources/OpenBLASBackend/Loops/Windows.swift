import Touchstone
import Workers

extension Window {
  /// Whether nothing changes: every window takes in just its own element.
  var isIdentity: Bool { size == 1 && stride == 1 && baseDilation == 1 && low == 0 && high == 0 }
}

extension Folding {
  /// Windows along the middle of `x`, seen as `outer × count × inner`, each folded from `start`,
  /// which must be the operation's unit.
  ///
  /// An operation that is associative folds over a window of many dimensions by folding along one
  /// after the other.
  static func slide(
    _ window: Window, _ x: UnsafePointer<Element>, outer: Int, count: Int, inner: Int,
    _ start: Element, into result: UnsafeMutablePointer<Element>
  ) {
    let outputs = window.count(over: count) ?? 0
    let plain = window.stride == 1 && window.dilation == 1 && window.baseDilation == 1
    if plain, window.size == count, outputs == count {
      if window.high == 0 {
        return accumulate(x, outer, count, inner, start, result, backward: false)
      }
      if window.low == 0 {
        return accumulate(x, outer, count, inner, start, result, backward: true)
      }
    }
    if outputs == 0 { return }
    Work.forEach(outer * outputs, cost: inner * window.size) { range in
      for number in range {
        let (o, p) = number.quotientAndRemainder(dividingBy: outputs)
        let source = x + o * count * inner
        let target = result + number * inner
        target.update(repeating: start, count: inner)
        for tap in 0..<window.size {
          let i = window.element(p, tap, of: count)
          if i < 0 { continue }
          let row = source + i * inner
          for j in 0..<inner { target[j] = combine(target[j], row[j]) }
        }
      }
    }
  }

  /// Every window begins (or ends) at the edge: each result is the one before and one element more.
  private static func accumulate(
    _ x: UnsafePointer<Element>, _ outer: Int, _ count: Int, _ inner: Int, _ start: Element,
    _ result: UnsafeMutablePointer<Element>, backward: Bool
  ) {
    // Each element of `outer × inner` is a chain; neighbours among the inner ones go together.
    let parts = (inner + chainCount - 1) / chainCount
    Work.forEach(outer * parts, cost: count * min(inner, chainCount)) { range in
      for number in range {
        let (o, part) = number.quotientAndRemainder(dividingBy: parts)
        let columns = part * chainCount..<min((part + 1) * chainCount, inner)
        for step in 0..<count {
          let i = backward ? count - 1 - step : step
          let here = (o * count + i) * inner
          if step == 0 {
            for j in columns { result[here + j] = combine(start, x[here + j]) }
          } else {
            let before = here + (backward ? inner : -inner)
            for j in columns { result[here + j] = combine(result[before + j], x[here + j]) }
          }
        }
      }
    }
  }

  private static var chainCount: Int { 256 }

  /// Windows along every dimension of `x`, one dimension after the other.
  static func windows(
    _ windows: [Window], _ x: HostTensor, _ start: Element, _ type: TensorType
  ) -> HostTensor {
    var current = x
    for (d, window) in windows.enumerated() where !window.isIdentity {
      var shape = current.shape
      let (outer, count) = (shape.prefix(d).reduce(1, *), shape[d])
      let inner = shape.suffix(from: d + 1).reduce(1, *)
      shape[d] = window.count(over: count) ?? 0
      let next = current.withElements(of: Element.self) { source in
        HostTensor(x.type.with(shape: shape)) { bytes in
          guard let source = source.baseAddress,
            let target = bytes.baseAddress?.assumingMemoryBound(to: Element.self)
          else { return }
          slide(window, source, outer: outer, count: count, inner: inner, start, into: target)
        }
      }
      current = next
    }
    return current.reinterpreted(as: type)
  }

  /// `x` folded over `dimensions`, each from `start`.
  static func reduction(
    _ x: HostTensor, _ dimensions: [Int], _ start: Element, _ type: TensorType
  ) -> HostTensor {
    let (source, outer, reduced, inner) = reducible(x, dimensions)
    return source.withElements(of: Element.self) { elements in
      HostTensor(type) { bytes in
        guard let elements = elements.baseAddress,
          let target = bytes.baseAddress?.assumingMemoryBound(to: Element.self)
        else { return }
        fold(elements, outer: outer, reduced: reduced, inner: inner, start, into: target)
      }
    }
  }
}

/// `x` seen as `outer × reduced × inner` with `dimensions` in the middle, copied if need be.
private func reducible(_ x: HostTensor, _ dimensions: [Int]) -> (HostTensor, Int, Int, Int) {
  let reducedDimensions = dimensions.sorted().filter { x.shape[$0] != 1 }
  let kept = x.shape.indices.filter { !dimensions.contains($0) }
  let reduced = dimensions.reduce(1) { $0 * x.shape[$1] }
  guard let first = reducedDimensions.first, let last = reducedDimensions.last else {
    return (x, x.count, 1, 1)
  }
  let between = (first...last).filter { kept.contains($0) && x.shape[$0] != 1 }
  if between.isEmpty {
    let outer = x.shape.prefix(first).reduce(1, *)
    let inner = x.shape.suffix(from: last + 1).reduce(1, *)
    return (x, outer, reduced, inner)
  }
  let order = kept + dimensions.sorted()
  let strides = x.type.strides
  let layout = StridedLayout(shape: order.map { x.shape[$0] }, strides: order.map { strides[$0] })
  let moved = rearranged(x, layout, x.type.with(shape: layout.shape))
  return (moved, kept.reduce(1) { $0 * x.shape[$1] }, reduced, 1)
}
