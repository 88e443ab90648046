import Touchstone

extension Laws {
  /// Which arguments are mapped over.
  public enum BatchChoices: Sendable {
    /// Every choice of the first five.
    case every
    /// All of them, and each by itself, up to five.
    case few

    /// Which of `count` arguments are mapped in each try, as bits, and in which styles.
    func masks(_ count: Int) -> [(mask: Int, styles: Range<Int>)] {
      let count = min(count, 5)
      switch self {
      case .every: return (1..<max(1, 1 << count)).map { ($0, 0..<2) }
      case .few:
        if count == 0 { return [] }
        let each = count == 1 ? [] : (0..<count).map { (1 << $0, $0 % 2..<$0 % 2 + 1) }
        return [((1 << count) - 1, 0..<2)] + each
      }
    }
  }

  /// Whether `f` under `vmap` gives what it gives for each member by itself, for choices of which
  /// arguments are mapped over, and for several places of the mapped axis.
  ///
  /// `x` are one member's arguments; `members` further ones are made of them by rolling elements.
  /// Results must be the same bits if `isExact`, and near otherwise.
  public static func vmapAgainstLoop(
    _ f: Function, at x: [Tensor], members: Int = 3, isExact: Bool = false,
    choices: BatchChoices = .every
  ) throws -> [String] {
    let point = try hosts(x)
    let variants = (0..<members).map { member in point.map { $0.rolled(by: member) } }
    var failures: [String] = []
    let mapped = x.indices.filter { x[$0].dtype.isElement }
    for (mask, styles) in choices.masks(mapped.count) {
      for style in styles {
        // The first axis, or the last.
        let axes = x.indices.map { i -> Int? in
          guard let place = mapped.firstIndex(of: i), mask >> min(place, 4) & 1 == 1 else {
            return nil
          }
          return style == 0 ? 0 : x[i].rank
        }
        let stacked = x.indices.map { i -> Tensor in
          guard let axis = axes[i] else { return x[i] }
          return Tensor(HostTensor(stacking: variants.map { $0[i] }, along: axis))
        }
        let place = "in axes \(axes.map { $0.map(String.init) ?? "nil" })"
        let together = try Flat.vmap(
          f, stacked, inAxes: axes, outAxes: { _ in 0 }, axisSize: members)
        for member in 0..<members {
          let own = try hosts(
            f(x.indices.map { axes[$0] == nil ? x[$0] : Tensor(variants[member][$0]) }))
          for (i, value) in own.enumerated() where value.dtype.isElement {
            let batch = try together[i].host().member(member)
            if let sentence = disagreement(batch, value, isExact) {
              failures.append("\(place), member \(member), result \(i): \(sentence)")
            }
          }
        }
        if failures.count > 3 { return failures }
      }
    }
    return failures
  }

  /// How two tensors differ that should agree; `nil` if they do.
  static func disagreement(_ x: HostTensor, _ y: HostTensor, _ isExact: Bool) -> String? {
    guard x.type == y.type else { return "types \(x.type) and \(y.type) differ" }
    if isExact || !x.dtype.isDifferentiable {
      let comparison = Comparison(x, y, .equal)
      return comparison.passed ? nil : comparison.sentence
    }
    let unit = precision([Tensor(x)])
    let (a, b) = (parts(x), parts(y))
    let size = b.map(abs).filter(\.isFinite).max() ?? 0
    for e in a.indices where a[e] != b[e] && !(a[e].isNaN && b[e].isNaN) {
      if !(abs(a[e] - b[e]) <= 1024 * unit * size) {
        return "element \(e): \(a[e]) instead of \(b[e])"
      }
    }
    return nil
  }
}

extension HostTensor {
  /// The same elements, moved on by `places` in row-major order.
  fileprivate func rolled(by places: Int) -> HostTensor {
    guard count > 0 else { return self }
    let width = dtype.byteWidth
    return withBytes { source in
      HostTensor(type) { bytes in
        for i in 0..<count {
          let from = (i + places) % count
          for byte in 0..<width { bytes[i * width + byte] = source[from * width + byte] }
        }
      }
    }
  }

  /// `parts`, all of one type, along a new axis.
  fileprivate init(stacking parts: [HostTensor], along axis: Int) {
    let type = parts[0].type
    var shape = type.shape
    shape.insert(parts.count, at: axis)
    let inner = type.shape[axis...].reduce(type.dtype.byteWidth, *)
    let outer = type.shape[..<axis].reduce(1, *)
    self.init(type.with(shape: shape)) { bytes in
      for (m, part) in parts.enumerated() {
        part.withBytes { source in
          for o in 0..<outer {
            for byte in 0..<inner {
              bytes[(o * parts.count + m) * inner + byte] = source[o * inner + byte]
            }
          }
        }
      }
    }
  }

  /// The elements whose index along the first axis is `i`.
  fileprivate func member(_ i: Int) -> HostTensor {
    let type = self.type.with(shape: Array(shape.dropFirst()))
    return withBytes { source in
      HostTensor(type) { bytes in
        for byte in 0..<type.byteCount { bytes[byte] = source[i * type.byteCount + byte] }
      }
    }
  }
}
