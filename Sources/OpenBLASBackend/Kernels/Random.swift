import Touchstone
import Workers

extension KernelTable {
  /// Random bits, written as they are made.
  mutating func addRandom() {
    add(RngBitGenerator.self) { generator, _ in
      switch generator.output.dtype.bitWidth {
      case 8: bitsKernel(generator, UInt8.self)
      case 16: bitsKernel(generator, UInt16.self)
      case 32: bitsKernel(generator, UInt32.self)
      case 64: bitsKernel(generator, UInt64.self)
      default: nil
      }
    }
  }
}

private func bitsKernel<T: FixedWidthInteger & BitwiseCopyable & Sendable>(
  _ generator: RngBitGenerator, _: T.Type
) -> Kernel {
  { x, types, _ in
    let state = x[0].unsignedIntegers
    let result = HostTensor(uninitialized: types[1])
    let target = result.storage.base.assumingMemoryBound(to: T.self)
    let next =
      generator.algorithm == .threeFry
      ? threeFry(state, types[1], target) : philox(state, types[1].count, target)
    return [HostTensor(types[0], unsigned: next), result]
  }
}

/// Writes the bits, and returns the next state: one word of 64 bits from each counter, or the words
/// of 32 bits of one counter for a pair of neighbours along the first even dimension, or else along
/// the longest.
private func threeFry<T: FixedWidthInteger>(
  _ state: [UInt64], _ type: TensorType, _ target: UnsafeMutablePointer<T>
) -> [UInt64] {
  let generator = Threefry(key: state[0])
  let counter = state[1]
  if T.bitWidth == 64 {
    Work.forEach(type.count, cost: Cost.function.rawValue) { range in
      for i in range {
        target[i] = T(truncatingIfNeeded: generator.word(counter &+ UInt64(i)))
      }
    }
    return [state[0], counter &+ UInt64(type.count)]
  }
  // A scalar is the first of a pair.
  let shape = type.rank == 0 ? [1] : type.shape
  let axis =
    shape.firstIndex { $0.isMultiple(of: 2) } ?? shape.max().flatMap(shape.firstIndex(of:)) ?? 0
  let outer = shape[..<axis].reduce(1, *)
  let inner = shape[(axis + 1)...].reduce(1, *)
  let pairs = (shape[axis] + 1) / 2
  let length = shape[axis]
  Work.forEach(outer * pairs * inner, cost: Cost.function.rawValue) { range in
    for number in range {
      let (pair, i) = number.quotientAndRemainder(dividingBy: inner)
      let (o, p) = pair.quotientAndRemainder(dividingBy: pairs)
      let words = generator.words(counter &+ UInt64(number))
      let place = (o * length + 2 * p) * inner + i
      target[place] = T(truncatingIfNeeded: words.0)
      if 2 * p + 1 < length { target[place + inner] = T(truncatingIfNeeded: words.1) }
    }
  }
  return [state[0], counter &+ UInt64(outer * pairs * inner)]
}

/// Writes the bits, and returns the next state: four words of 32 bits, or two of 64, from each
/// counter. A state of two elements is the key and the counter's low half, whose high half is the
/// key again.
private func philox<T: FixedWidthInteger>(
  _ state: [UInt64], _ count: Int, _ target: UnsafeMutablePointer<T>
) -> [UInt64] {
  let generator = Philox(key: state[0])
  let (low, high) = (state[1], state.count == 3 ? state[2] : state[0])
  let perCounter = T.bitWidth == 64 ? 2 : 4
  func counter(_ number: Int) -> (low: UInt64, high: UInt64) {
    let (sum, overflow) = low.addingReportingOverflow(UInt64(number))
    return (sum, overflow ? high &+ 1 : high)
  }
  let counters = (count + perCounter - 1) / perCounter
  Work.forEach(counters, cost: 2 * Cost.function.rawValue) { range in
    for number in range {
      let place = number * perCounter
      let (low, high) = counter(number)
      let words = generator.words(low: low, high: high)
      for i in 0..<min(perCounter, count - place) {
        target[place + i] =
          T.bitWidth == 64
          ? T(truncatingIfNeeded: UInt64(words[2 * i]) | UInt64(words[2 * i + 1]) << 32)
          : T(truncatingIfNeeded: words[i])
      }
    }
  }
  let next = counter(counters)
  return [state[0], next.low] + (state.count == 3 ? [next.high] : [])
}
