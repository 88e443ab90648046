import Foundation

/// Right ways to compute, in other orders than the reference's.
enum OtherLoops {
  /// A sum by pairs within blocks.
  private static func sum(_ x: ArraySlice<Float>, _ block: Int) -> Float {
    if x.count <= block { return x.reduce(0, +) }
    let middle = x.startIndex + x.count / 2
    return sum(x[..<middle], block) + sum(x[middle...], block)
  }

  static func sum(
    _ reduce: Reduce, _ x: HostTensor, _ start: HostTensor, _ type: TensorType, _ block: Int
  ) -> HostTensor {
    let kept = (0..<x.type.rank).filter { !reduce.dimensions.contains($0) }
    let elements = x.withElements(of: Float.self, Array.init)
    let offsets = x.type.places(along: reduce.dimensions.sorted())
    let initial = Float(start.doubles[0])
    return HostTensor(
      type,
      doubles: x.type.places(along: kept).prefix(type.count).map { base in
        Double(initial + sum(offsets.map { elements[base + $0] }[...], block))
      })
  }

  static func product(
    _ dot: DotGeneral, _ x: HostTensor, _ y: HostTensor, _ type: TensorType, _ block: Int
  ) -> HostTensor {
    let d = dot.dimensions
    let (a, b) = (
      x.withElements(of: Float.self, Array.init), y.withElements(of: Float.self, Array.init)
    )
    let along = zip(x.type.places(along: d.lhsContracting), y.type.places(along: d.rhsContracting))
      .map { ($0, $1) }
    let rows = x.type.places(along: d.lhsFree(x.type.rank))
    let columns = y.type.places(along: d.rhsFree(y.type.rank))
    var result: [Double] = []
    for (p, q) in zip(
      x.type.places(along: d.lhsBatching), y.type.places(along: d.rhsBatching))
    {
      for row in rows {
        for column in columns {
          let terms = along.map { a[p + row + $0] * b[q + column + $1] }
          result.append(Double(sum(terms[...], block)))
        }
      }
    }
    return result.count == type.count
      ? HostTensor(type, doubles: result) : HostTensor.full(type, 0)
  }

  /// Taps outermost, in f32, the last first.
  static func convolution(
    _ conv: Convolution, _ x: HostTensor, _ kernel: HostTensor, _ type: TensorType
  ) -> HostTensor {
    let (s, d) = (conv.settings, conv.settings.dimensions)
    let windows = s.windows(kernel.type, padding: conv.padding)
    let (a, k) = (
      x.withElements(of: Float.self, Array.init), kernel.withElements(of: Float.self, Array.init)
    )
    var sums = [Float](repeating: 0, count: type.count)
    let (xs, ks, ts) = (x.type.strides, kernel.type.strides, type.strides)
    let outputs = kernel.shape[d.kernelOutputFeature]
    let features = kernel.shape[d.kernelInputFeature]
    let perGroup = outputs / (s.featureGroupCount * s.batchGroupCount)
    let batches = type.shape[d.outputBatch]
    var tap = IndexCounter(d.kernelSpatial.map { kernel.shape[$0] })
    let taps = d.kernelSpatial.reduce(1) { $0 * kernel.shape[$1] }
    let places = d.outputSpatial.reduce(1) { $0 * type.shape[$1] }
    for _ in 0..<taps {
      var place = IndexCounter(d.outputSpatial.map { type.shape[$0] })
      next: for _ in 0..<places {
        defer { place.advance() }
        var (from, to) = (0, 0)
        for (i, window) in windows.enumerated() {
          let element = window.element(
            place.index[i], tap.index[i], of: x.shape[d.inputSpatial[i]])
          if element < 0 { continue next }
          from += element * xs[d.inputSpatial[i]]
          to += place.index[i] * ts[d.outputSpatial[i]]
        }
        let kernelPlace = zip(tap.index, d.kernelSpatial).reduce(0) { $0 + $1.0 * ks[$1.1] }
        for batch in 0..<batches {
          for output in 0..<outputs {
            let group = output / max(perGroup, 1)
            let groupBatch = s.batchGroupCount > 1 ? group * batches : 0
            let groupFeature = s.featureGroupCount > 1 ? group * features : 0
            for feature in 0..<features {
              sums[to + batch * ts[d.outputBatch] + output * ts[d.outputFeature]] +=
                a[
                  from + (batch + groupBatch) * xs[d.inputBatch]
                    + (feature + groupFeature) * xs[d.inputFeature]]
                * k[
                  kernelPlace + output * ks[d.kernelOutputFeature] + feature
                    * ks[d.kernelInputFeature]]
            }
          }
        }
      }
      tap.advance()
    }
    return HostTensor(type, doubles: sums.map(Double.init))
  }

  static func welford(_ norm: BatchNormTraining, _ a: Mutant.Application) -> [HostTensor]? {
    let type = a.x.type
    let elements = a.x.withElements(of: Float.self, Array.init)
    let others = (0..<type.rank).filter { $0 != norm.featureIndex }
    let offsets = type.places(along: others)
    if offsets.isEmpty { return nil }
    let (scale, offset) = (a.operands[1].doubles, a.operands[2].doubles)
    var result = [Double](repeating: 0, count: elements.count)
    var (means, variances): ([Double], [Double]) = ([], [])
    for (feature, base) in type.places(along: [norm.featureIndex]).enumerated() {
      var (mean, squares) = (Float(0), Float(0))
      for (n, place) in offsets.enumerated() {
        let x = elements[base + place]
        let before = x - mean
        mean += before / Float(n + 1)
        squares += before * (x - mean)
      }
      let variance = squares / Float(offsets.count)
      let factor = 1 / (variance + Float(norm.epsilon)).squareRoot()
      for place in offsets {
        let y =
          (elements[base + place] - mean) * factor * Float(scale[feature]) + Float(offset[feature])
        result[base + place] = Double(y)
      }
      means.append(Double(mean))
      variances.append(Double(variance))
    }
    return [
      HostTensor(a.types[0], doubles: result), HostTensor(a.types[1], doubles: means),
      HostTensor(a.types[2], doubles: variances),
    ]
  }

  /// A transform of any length as a convolution with a chirp, which is here summed directly in f32 with
  /// twiddles rounded once.
  static func bluestein(_ x: HostTensor, _ n: Int) -> HostTensor {
    let values = x.complexes
    func chirp(_ k: Int) -> (Float, Float) {
      let angle = Double.pi * Double(k * k % (2 * n)) / Double(n)
      return (Float(cos(angle)), Float(-sin(angle)))
    }
    var result: [WideComplex] = []
    for line in 0..<(values.count / n) {
      let chirped = (0..<n).map { j -> (Float, Float) in
        let (c, s) = chirp(j)
        let (re, im) = (Float(values[line * n + j].real), Float(values[line * n + j].imaginary))
        return (re * c - im * s, re * s + im * c)
      }
      for k in 0..<n {
        var (re, im) = (Float(0), Float(0))
        for (j, z) in chirped.enumerated() {
          // The conjugate chirp of the distance.
          let (c, s) = chirp(abs(k - j))
          re += z.0 * c + z.1 * s
          im += z.1 * c - z.0 * s
        }
        let (c, s) = chirp(k)
        result.append(WideComplex(Double(re * c - im * s), Double(re * s + im * c)))
      }
    }
    return HostTensor(x.type, complexes: result)
  }

  /// Columns of the first factor with the opposite sign, and what goes with them.
  static func opposite(_ a: Mutant.Application) -> [HostTensor]? {
    func negated(_ x: HostTensor) -> HostTensor { x.mapParts { -$0 } }
    switch a.operation.name {
    case "qr": return a.right.map(negated)
    case "svd":
      return a.right.count == 3 ? [negated(a.right[0]), a.right[1], negated(a.right[2])] : nil
    case "eigh":
      return a.right.count == 2
        ? a.right.enumerated().map { i, x in x.type.rank == a.x.type.rank ? negated(x) : x } : nil
    default: return nil
    }
  }

  /// The factors of each matrix when of pivots of equal size the last is taken.
  static func otherPivots(_ a: Mutant.Application) -> [HostTensor]? {
    guard a.x.dtype == .f64 || a.x.dtype == .f32, a.right.count == 3 else { return nil }
    let rank = a.x.type.rank
    let (m, n) = (a.x.shape[rank - 2], a.x.shape[rank - 1])
    let k = min(m, n)
    if m * n == 0 { return nil }
    var packed = a.x.doubles
    var (pivots, permutation): ([Int64], [Int64]) = ([], [])
    for start in stride(from: 0, to: packed.count, by: m * n) {
      var order = Array(0..<m)
      for j in 0..<k {
        var best = j
        for i in j..<m where abs(packed[start + i * n + j]) >= abs(packed[start + best * n + j]) {
          best = i
        }
        if packed[start + best * n + j].isNaN { return nil }
        pivots.append(Int64(best))
        order.swapAt(j, best)
        if best != j {
          for c in 0..<n { packed.swapAt(start + j * n + c, start + best * n + c) }
        }
        let pivot = packed[start + j * n + j]
        if pivot == 0 { continue }
        for i in j + 1..<max(m, j + 1) {
          let factor = a.rounded(packed[start + i * n + j] / pivot)
          packed[start + i * n + j] = factor
          for c in j + 1..<max(n, j + 1) {
            packed[start + i * n + c] = a.rounded(
              packed[start + i * n + c] - factor * packed[start + j * n + c])
          }
        }
      }
      permutation += order.map(Int64.init)
    }
    guard pivots.count == a.types[1].count, permutation.count == a.types[2].count else {
      return nil
    }
    return [
      HostTensor(a.types[0], doubles: packed), HostTensor(a.types[1], signed: pivots),
      HostTensor(a.types[2], signed: permutation),
    ]
  }
}

extension TensorType {
  /// The flat positions that an index along `dimensions` alone adds, in row-major order over them.
  func places(along dimensions: [Int]) -> [Int] {
    var index = IndexCounter(dimensions.map { shape[$0] })
    let count = dimensions.reduce(1) { $0 * shape[$1] }
    let strides = self.strides
    return (0..<count).map { _ in
      defer { index.advance() }
      return zip(index.index, dimensions).reduce(0) { $0 + $1.0 * strides[$1.1] }
    }
  }
}
