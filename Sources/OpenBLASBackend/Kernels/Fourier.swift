import Touchstone
import Workers

extension KernelTable {
  /// Fourier transforms, in `Double` throughout.
  mutating func addFourier() {
    add(FFT.self) { fft, operands in
      guard let dtype = operands.first?.dtype, dtype.realPart == .f32 || dtype.realPart == .f64
      else {
        return nil
      }
      let plans = fft.lengths.map(FourierTransform.init)
      return { x, types, _ in
        if types[0].count == 0 { return [HostTensor(uninitialized: types[0])] }
        var lines = FourierLines(x[0], isInverse: fft.kind == .inverse || fft.kind == .realInverse)
        let first = x[0].type.rank - fft.lengths.count
        // Real transforms begin with the last dimension, their inverses end with it.
        let axes = Array(fft.lengths.indices)
        for i in lines.isInverse ? axes : axes.reversed() {
          let isLast = i == axes.count - 1
          lines.transform(
            first + i, plans[i], count: isLast ? types[0].shape[first + i] : fft.lengths[i],
            completing: isLast && fft.kind == .realInverse)
        }
        return [lines.tensor(types[0], scale: lines.isInverse ? fft.lengths.reduce(1, *) : 1)]
      }
    }
  }
}

/// A tensor's elements on their way through transforms along its dimensions.
private struct FourierLines {
  private var shape: [Int]
  private var re: [Double]
  private var im: [Double]
  /// Inverses are forward transforms between two conjugations.
  let isInverse: Bool

  init(_ x: HostTensor, isInverse: Bool) {
    shape = x.shape
    self.isInverse = isInverse
    let sign: Double = isInverse ? -1 : 1
    func split<T: LibmFloat>(_: T.Type) -> ([Double], [Double]) {
      if !x.dtype.isComplex {
        let re = x.withElements(of: T.self) { $0.map { Double($0) } }
        return (re, [Double](repeating: 0, count: re.count))
      }
      return x.withElements(of: ComplexNumber<T>.self) { elements in
        (elements.map { Double($0.real) }, elements.map { sign * Double($0.imaginary) })
      }
    }
    (re, im) = x.dtype.realPart == .f32 ? split(Float.self) : split(Double.self)
  }

  /// Transforms along `axis` and keeps the first `count` elements of each line. `completing` puts
  /// the conjugates in place of elements that were not kept, and takes what must be real as real.
  mutating func transform(
    _ axis: Int, _ plan: FourierTransform, count: Int, completing: Bool
  ) {
    let given = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    shape[axis] = count
    let length = plan.length
    var newRe = [Double](repeating: 0, count: outer * count * inner)
    var newIm = newRe
    let (re, im) = (self.re, self.im)
    newRe.withUnsafeMutableBufferPointer { newRe in
      newIm.withUnsafeMutableBufferPointer { newIm in
        guard let newRe = newRe.baseAddress, let newIm = newIm.baseAddress else { return }
        Work.forEach(outer * inner, cost: length * Cost.function.rawValue) { range in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * length + plan.scratchCount) {
            guard let line = $0.baseAddress else { return }
            let (lineRe, lineIm, scratch) = (line, line + length, line + 2 * length)
            for number in range {
              let (o, i) = number.quotientAndRemainder(dividingBy: inner)
              let base = o * given * inner + i
              for k in 0..<min(given, length) {
                lineRe[k] = re[base + k * inner]
                lineIm[k] = im[base + k * inner]
              }
              if completing {
                for k in given..<max(length, given) {
                  lineRe[k] = lineRe[length - k]
                  lineIm[k] = -lineIm[length - k]
                }
                lineIm[0] = 0
                if length.isMultiple(of: 2) { lineIm[length / 2] = 0 }
              }
              plan.transform(lineRe, lineIm, scratch)
              let target = o * count * inner + i
              for k in 0..<count {
                newRe[target + k * inner] = lineRe[k]
                newIm[target + k * inner] = lineIm[k]
              }
            }
          }
        }
      }
    }
    (self.re, self.im) = (newRe, newIm)
  }

  /// The elements as a tensor, each divided by `scale`.
  func tensor(_ type: TensorType, scale: Int) -> HostTensor {
    let divisor = Double(scale)
    let sign: Double = isInverse ? -1 : 1
    func join<T: LibmFloat>(_: T.Type) -> HostTensor {
      HostTensor(type) { bytes in
        if type.dtype.isComplex {
          let target = bytes.assumingMemoryBound(to: ComplexNumber<T>.self)
          for i in re.indices {
            target[i] = ComplexNumber(
              real: T(re[i] / divisor), imaginary: T(sign * im[i] / divisor))
          }
        } else {
          let target = bytes.assumingMemoryBound(to: T.self)
          for i in re.indices { target[i] = T(re[i] / divisor) }
        }
      }
    }
    return type.dtype.realPart == .f32 ? join(Float.self) : join(Double.self)
  }
}
