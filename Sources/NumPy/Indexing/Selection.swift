/// What a subscript selects, worked out for one shape.
struct Selection {
  /// The slices along each axis of the tensor before tensors of indices come in.
  private(set) var starts: [Int] = []
  private(set) var counts: [Int] = []
  private(set) var steps: [Int] = []
  /// For each axis of the result of slicing: that axis of the tensor, `nil` if it is new.
  private var kept: [Int?] = []
  /// Tensors of indices by the place in `kept` of the axis they are for.
  private var tensors: [(place: Int, indices: Tensor)] = []
  /// Whether slices stand between tensors, so that their axes come first.
  private var areApart = false
  private let shape: [Int]

  init(_ components: [IndexComponent], _ shape: [Int], _ call: Call) throws(TensorError) {
    self.shape = shape
    let named = components.count {
      switch $0 {
      case .newAxis, .ellipsis: false
      default: true
      }
    }
    guard named <= shape.count else {
      throw call.error("\(named) indices are too many for the \(shape.count) axes of \(shape)")
    }
    var wasTensor: [Bool] = []
    var components = components
    let ellipses = components.indices.filter {
      if case .ellipsis = components[$0] { true } else { false }
    }
    guard ellipses.count <= 1 else { throw call.error("an ellipsis may stand only once") }
    let rest = [IndexComponent](
      repeating: .steps(from: nil, to: nil, by: 1), count: shape.count - named)
    if let place = ellipses.first {
      components.replaceSubrange(place...place, with: rest)
    } else {
      components += rest
    }
    for component in components {
      let axis = starts.count
      switch component {
      case .ellipsis: preconditionFailure("the ellipsis was replaced above")
      case .newAxis:
        kept.append(nil)
        wasTensor.append(false)
        continue
      case .integer(let index):
        let place = index < 0 ? index + shape[axis] : index
        guard 0..<shape[axis] ~= place else {
          throw call.error(
            "index \(index) is outside axis \(axis), whose size is \(shape[axis])")
        }
        append(place, 1, 1)
        // An integer beside tensors counts as one of them.
        wasTensor.append(true)
        continue
      case .steps(let from, let to, let by):
        guard by != 0 else { throw call.error("the step along axis \(axis) must not be 0") }
        appendSteps(from, to, by, shape[axis])
        wasTensor.append(false)
      case .tensor(let indices):
        guard indices.dtype.isInteger || indices.isInvalid else {
          throw call.error(
            "a tensor of indices must be of integers, not \(indices.dtype); for a mask use "
              + "where, or nonzero with a size")
        }
        tensors.append((kept.count, settled(indices)))
        append(0, shape[axis], 1)
        wasTensor.append(true)
      }
      kept.append(axis)
    }
    if let first = wasTensor.firstIndex(of: true), let last = wasTensor.lastIndex(of: true) {
      areApart = !tensors.isEmpty && wasTensor[first...last].contains(false)
    }
  }

  private mutating func append(_ start: Int, _ count: Int, _ step: Int) {
    starts.append(start)
    counts.append(count)
    steps.append(step)
  }

  /// As Python reads `from:to:by`.
  private mutating func appendSteps(_ from: Int?, _ to: Int?, _ by: Int, _ size: Int) {
    func bound(_ index: Int) -> Int {
      let place = index < 0 ? index + size : index
      return by > 0
        ? Swift.min(Swift.max(place, 0), size) : Swift.min(Swift.max(place, -1), size - 1)
    }
    let start = from.map(bound) ?? (by > 0 ? 0 : size - 1)
    let stop = to.map(bound) ?? (by > 0 ? size : -1)
    let span = by > 0 ? stop - start : start - stop
    // One step is as good as any other that leaves the dimension.
    let step = by > 0 ? Swift.min(by, Swift.max(size, 1)) : Swift.max(by, -Swift.max(size, 1))
    append(start, span <= 0 ? 0 : (span - 1) / Swift.abs(step) + 1, step)
  }

  /// Whether only a box of neighbours is selected.
  var isBox: Bool { tensors.isEmpty && steps.allSatisfy { $0 == 1 } }

  /// The sizes of the box.
  var boxShape: [Int] { counts }

  /// The shape after slicing, before tensors come in.
  private var slicedShape: [Int] { kept.map { $0.map { counts[$0] } ?? 1 } }

  /// The selected part of `x`; what tensors name outside is made of `fill`, clipped without it.
  func read(_ x: Tensor, fill: Tensor? = nil) throws -> Tensor {
    var result = x
    if !isWhole {
      // A step backwards is a slice forwards in reverse.
      var (low, high, step) = (starts, starts, steps)
      for axis in starts.indices {
        let last = starts[axis] + Swift.max(counts[axis] - 1, 0) * steps[axis]
        low[axis] = counts[axis] == 0 ? 0 : Swift.min(starts[axis], last)
        high[axis] = counts[axis] == 0 ? 0 : Swift.max(starts[axis], last) + 1
        step[axis] = Swift.abs(steps[axis])
      }
      result = slice(x, from: low, to: high, strides: step)
      let backwards = steps.indices.filter { steps[$0] < 0 }
      if !backwards.isEmpty { result = reverse(result, axes: backwards) }
    }
    if result.shape != slicedShape { result = reshape(result, slicedShape) }
    return tensors.isEmpty ? result : try gathered(result, fill)
  }

  private var isWhole: Bool {
    zip(zip(starts, counts), zip(steps, shape)).allSatisfy {
      $0.0 == 0 && $0.1 == $1.1 && $1.0 == 1
    }
  }

  /// The slices of `x` that the tensors of indices name together.
  private func gathered(_ x: Tensor, _ fill: Tensor?) throws -> Tensor {
    let indices = broadcastArrays(
      "getItem", promoteDTypes("getItem", tensors.map(\.indices)))
    guard let first = indices.first, !first.isInvalid else { return .invalid }
    let axes = tensors.map(\.place)
    // Counted from the end before they are clipped, so that -1 is the last.
    let vectors = concatenate(
      zip(indices, axes).map {
        inserted(placed($0, x.shape[$1], .fill), first.rank)
      }.widest(), axis: first.rank)
    var sizes = x.shape
    for axis in axes { sizes[axis] = Swift.min(1, sizes[axis]) }
    let others = x.shape.indices.filter { !axes.contains($0) }
    let place = areApart ? 0 : others.count { $0 < axes[0] }
    let offsets = others.indices.map { $0 < place ? $0 : $0 + first.rank }
    let dimensions = GatherDimensionNumbers(
      offsetDims: offsets, collapsedSliceDims: axes, startIndexMap: axes,
      indexVectorDim: first.rank)
    return gather(
      x, vectors, dimensions, sliceSizes: sizes, mode: fill == nil ? .clip : .fillOrDrop,
      fill: fill)
  }
}

extension [Tensor] {
  /// The tensors in the widest integer dtype among them.
  fileprivate func widest() -> [Tensor] { promoteDTypes("getItem", self) }
}
