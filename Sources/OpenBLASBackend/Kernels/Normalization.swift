import Touchstone
import Workers

extension KernelTable {
  /// Batch normalizations: sums in `Double`, each result rounded once.
  mutating func addNormalization() {
    add(BatchNormInference.self) { norm, operands in
      normalizationKernel(operands) { x, types in
        let layout = FeatureLayout(types[0], norm.featureIndex)
        let variance = x[4].doubles
        return [layout.normalized(x, mean: x[3].doubles, variance, norm.epsilon, types[0])]
      }
    }
    add(BatchNormTraining.self) { norm, operands in
      normalizationKernel(operands) { x, types in
        let layout = FeatureLayout(types[0], norm.featureIndex)
        let (mean, variance) =
          x[0].dtype == .f32 ? layout.moments(x[0], Float.self) : layout.moments(x[0], Double.self)
        return [
          layout.normalized(x, mean: mean, variance, norm.epsilon, types[0]),
          HostTensor(types[1], doubles: mean), HostTensor(types[2], doubles: variance),
        ]
      }
    }
    add(BatchNormGrad.self) { norm, operands in
      normalizationKernel(operands) { x, types in
        let layout = FeatureLayout(types[0], norm.featureIndex)
        return x[0].dtype == .f32
          ? layout.gradients(x, norm.epsilon, types, Float.self)
          : layout.gradients(x, norm.epsilon, types, Double.self)
      }
    }
  }
}

/// A kernel on f32 or f64; 16-bit floats go through f32.
private func normalizationKernel(
  _ operands: [TensorType],
  _ results: @escaping @Sendable ([HostTensor], [TensorType]) -> [HostTensor]
) -> Kernel? {
  let kernel: Kernel = { x, types, _ in results(x, types) }
  return switch operands.first?.dtype {
  case .f32, .f64: kernel
  case .f16: narrowKernel(kernel, .f16)
  case .bf16: narrowKernel(kernel, .bf16)
  default: nil
  }
}

/// A tensor seen as `outer × features × inner`.
private struct FeatureLayout {
  let outer: Int
  let features: Int
  let inner: Int

  init(_ type: TensorType, _ featureIndex: Int) {
    outer = type.shape[..<featureIndex].reduce(1, *)
    features = type.shape[featureIndex]
    inner = type.shape[(featureIndex + 1)...].reduce(1, *)
  }

  /// For each feature what `add` makes of a range of features and of all their sums.
  private func sums(_ add: (Range<Int>, UnsafeMutablePointer<Double>) -> Void) -> [Double] {
    var sums = [Double](repeating: 0, count: features)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      Work.forEach(features, by: max(inner == 1 ? 16 : 1, piece)) { add($0, sums) }
    }
    return sums
  }

  /// Features that are worth a thread's attention.
  private var piece: Int { Work.plainPiece / max(outer * inner, 1) }

  /// Adds for each of some features `term`, which gets the feature and the position of an element.
  @inline(__always)
  private func add(
    _ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>, _ term: (Int, Int) -> Double
  ) {
    for o in 0..<outer {
      if inner == 1 {
        for f in range { sums[f] += term(f, o * features + f) }
        continue
      }
      for f in range {
        // Four sums side by side: faster, and they lose less.
        let base = (o * features + f) * inner
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
        var i = 0
        while i + 4 <= inner {
          a += term(f, base + i)
          b += term(f, base + i + 1)
          c += term(f, base + i + 2)
          d += term(f, base + i + 3)
          i += 4
        }
        while i < inner {
          a += term(f, base + i)
          i += 1
        }
        sums[f] += (a + b) + (c + d)
      }
    }
  }

  /// A tensor of `type` that `fill` writes for ranges of `outer × features`.
  private func map<T: LibmFloat>(
    _ type: TensorType, _: T.Type, _ fill: (Range<Int>, UnsafeMutablePointer<T>) -> Void
  ) -> HostTensor {
    HostTensor(type) { bytes in
      guard let target = bytes.baseAddress?.assumingMemoryBound(to: T.self) else { return }
      Work.forEach(outer * features, cost: inner) { fill($0, target) }
    }
  }

  /// Writes `value`, which gets the feature and the position of an element.
  @inline(__always)
  private func fill<T: LibmFloat>(
    _ range: Range<Int>, _ target: UnsafeMutablePointer<T>, _ value: (Int, Int) -> Double
  ) {
    for number in range {
      let f = number % features
      for i in number * inner..<(number + 1) * inner { target[i] = T(value(f, i)) }
    }
  }

  /// The mean and the variance of each feature.
  func moments<T: LibmFloat>(_ x: HostTensor, _: T.Type) -> ([Double], [Double]) {
    let count = Double(outer * inner)
    return x.withElements(of: T.self) { x in
      let mean = sums { range, sums in add(range, sums) { Double(x[$1]) } }.map { $0 / count }
      let variance = sums { range, sums in
        add(range, sums) { f, i in
          let centered = Double(x[i]) - mean[f]
          return centered * centered
        }
      }
      return (mean, variance.map { $0 / count })
    }
  }

  /// `x[0]` normalized, scaled by `x[1]` and offset by `x[2]`.
  func normalized(
    _ x: [HostTensor], mean: [Double], _ variance: [Double], _ epsilon: Float, _ type: TensorType
  ) -> HostTensor {
    let (scale, offset) = (x[1].doubles, x[2].doubles)
    let deviation = variance.map { ($0 + Double(epsilon)).squareRoot() }
    func result<T: LibmFloat>(_: T.Type) -> HostTensor {
      x[0].withElements(of: T.self) { x in
        map(type, T.self) { range, target in
          fill(range, target) { f, i in
            scale[f] * ((Double(x[i]) - mean[f]) / deviation[f]) + offset[f]
          }
        }
      }
    }
    return type.dtype == .f32 ? result(Float.self) : result(Double.self)
  }

  /// The gradients by operand, scale and offset.
  func gradients<T: LibmFloat>(
    _ x: [HostTensor], _ epsilon: Float, _ types: [TensorType], _: T.Type
  ) -> [HostTensor] {
    let (scale, mean) = (x[1].doubles, x[2].doubles)
    let variance = x[3].doubles.map { $0 + Double(epsilon) }
    let deviation = variance.map { $0.squareRoot() }
    let count = Double(outer * inner)
    return x[0].withElements(of: T.self) { operand in
      x[4].withElements(of: T.self) { gradient in
        let total = sums { range, sums in add(range, sums) { Double(gradient[$1]) } }
        let moment = sums { range, sums in
          add(range, sums) { f, i in Double(gradient[i]) * (Double(operand[i]) - mean[f]) }
        }
        let byOperand = map(types[0], T.self) { range, target in
          fill(range, target) { f, i in
            scale[f] / deviation[f] / count
              * (Double(gradient[i]) * count - total[f]
                - moment[f] * (Double(operand[i]) - mean[f]) / variance[f])
          }
        }
        let byScale = sums { range, sums in
          add(range, sums) { f, i in
            Double(gradient[i]) * ((Double(operand[i]) - mean[f]) / deviation[f])
          }
        }
        return [
          byOperand, HostTensor(types[1], doubles: byScale), HostTensor(types[2], doubles: total),
        ]
      }
    }
  }
}
