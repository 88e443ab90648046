import Touchstone
import Workers

extension KernelTable {
  /// Sorting, and windows that select.
  mutating func addOrders() {
    add(Sort.self) { sort, operands in
      guard sort.captureCount == 0, let key = SortKey(sort.comparator),
        let lifted = key.lifted(to: operands[key.input])
      else { return nil }
      guard isOrdered(lifted.resultTypes[0].dtype) else { return nil }
      let keys = StepByStep(lifted) { KernelTable.all.kernel(for: $0, $1) }
      return { x, types, context in
        let key0 = try keys.run(lifted, [x[key.input]], in: context)[0]
        let axis = sort.dimension < 0 ? sort.dimension + types[0].rank : sort.dimension
        let order = sortedPositions(
          key0, axis, byTotalOrder: key.compare.kind == .totalOrder, descending: key.descending)
        return zip(x, types).map { picked($0, $1, order) }
      }
    }
    add(TopK.self) { top, operands in
      guard let dtype = operands.first?.dtype, isOrdered(dtype) else { return nil }
      return { x, types, _ in
        let length = x[0].shape[x[0].type.rank - 1]
        let order = sortedPositions(
          x[0], x[0].type.rank - 1, byTotalOrder: dtype.isFloat, descending: true)
        let rows = top.k == 0 ? 0 : types[0].count / top.k
        let chosen = (0..<rows).flatMap { row in order[row * length..<row * length + top.k] }
        let places = chosen.map { Int64($0 % length) }
        return [picked(x[0], types[0], chosen), HostTensor(types[1], signed: places)]
      }
    }
    add(SelectAndScatter.self) { operation, operands in
      guard operation.captureCount == 0, operands.count == 3,
        let compare = operation.select.soleOperation as? Compare, compare.kind != .totalOrder,
        let combine = Reduction.monoids(in: operation.scatter, captureCount: 0)?.first,
        operation.scatter.resultTypes[0].dtype == operands[0].dtype
      else { return nil }
      return switch (operands[0].dtype, combine) {
      case (.f32, .add): selectKernel(operation, compare.direction, Float.self) { $0 + $1 }
      case (.f64, .add): selectKernel(operation, compare.direction, Double.self) { $0 + $1 }
      case (.i32, .add): selectKernel(operation, compare.direction, Int32.self) { $0 &+ $1 }
      case (.i64, .add): selectKernel(operation, compare.direction, Int64.self) { $0 &+ $1 }
      case (.f16, .add), (.bf16, .add):
        // One addition is rounded once in either width; several are not: leave them.
        nil
      default: nil
      }
    }
  }
}

/// Whether elements of `dtype` have a typed order here.
private func isOrdered(_ dtype: DType) -> Bool {
  [.f32, .f64, .f16, .bf16, .i1].contains(dtype) || dtype.isInteger && dtype.bitWidth >= 8
}

/// For each place of a tensor like `keys`, the position of the element that comes there when every
/// slice along `axis` is sorted.
private func sortedPositions(
  _ keys: HostTensor, _ axis: Int, byTotalOrder: Bool, descending: Bool
) -> [Int] {
  switch (keys.dtype, byTotalOrder) {
  case (.f32, false): positions(keys, axis, Float.self, descending)
  case (.f64, false): positions(keys, axis, Double.self, descending)
  case (.f32, true): positions(totalOrderKeys(keys, Int32.self), axis, Int32.self, descending)
  case (.f64, true): positions(totalOrderKeys(keys, Int64.self), axis, Int64.self, descending)
  case (.f16, true), (.bf16, true):
    positions(totalOrderKeys(keys, Int16.self), axis, Int16.self, descending)
  case (.f16, false), (.bf16, false):
    positions(Narrow.widened(keys), axis, Float.self, descending)
  case (.i1, _): positions(keys, axis, UInt8.self, descending)
  default:
    PositionMaker(keys: keys, axis: axis, descending: descending).make(for: keys.dtype) ?? []
  }
}

private struct PositionMaker: IntegerMaker {
  let keys: HostTensor
  let axis: Int
  let descending: Bool
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> [Int]? {
    positions(keys, axis, T.self, descending)
  }
}

private func positions<K: Comparable & BitwiseCopyable>(
  _ keys: HostTensor, _ axis: Int, _: K.Type, _ descending: Bool
) -> [Int] {
  if keys.count == 0 { return [] }
  let (length, stride) = (keys.shape[axis], keys.type.strides[axis])
  var result = [Int](repeating: 0, count: keys.count)
  keys.withElements(of: K.self) { elements in
    guard let elements = elements.baseAddress else { return }
    result.withUnsafeMutableBufferPointer { result in
      guard let result = result.baseAddress else { return }
      let rows = keys.count / length
      Work.forEach(rows, cost: length * Cost.function.rawValue) { range in
        for row in range {
          let (outer, inner) = row.quotientAndRemainder(dividingBy: stride)
          let base = outer * length * stride + inner
          let order = Sorting.order(elements + base, stride, length, descending: descending)
          Work.forEach(length, cost: 1) { range in
            for i in range { result[base + i * stride] = base + order[i] * stride }
          }
        }
      }
    }
  }
  return result
}

/// A tensor of `type` of the elements of `x` at `positions`.
private func picked(_ x: HostTensor, _ type: TensorType, _ positions: [Int]) -> HostTensor {
  func pick<T: BitwiseCopyable>(_: T.Type) -> HostTensor {
    x.withElements(of: T.self) { source in
      HostTensor(type) { bytes in
        guard let target = bytes.baseAddress?.assumingMemoryBound(to: T.self) else { return }
        Work.forEach(positions.count, cost: 2) { range in
          for i in range { target[i] = source[positions[i]] }
        }
      }
    }
  }
  return switch type.dtype.byteWidth {
  case 1: pick(UInt8.self)
  case 2: pick(UInt16.self)
  case 4: pick(UInt32.self)
  case 8: pick(UInt64.self)
  default: pick(SIMD2<UInt64>.self)
  }
}

private func selectKernel<T: Comparable & BitwiseCopyable & Sendable>(
  _ operation: SelectAndScatter, _ direction: Compare.Direction, _: T.Type,
  _ combine: @escaping @Sendable (T, T) -> T
) -> Kernel? {
  switch direction {
  case .greaterOrEqual: selectKernel(operation, combine) { $0 >= $1 }
  case .greater: selectKernel(operation, combine) { $0 > $1 }
  case .lessOrEqual: selectKernel(operation, combine) { $0 <= $1 }
  case .less: selectKernel(operation, combine) { $0 < $1 }
  default: nil
  }
}

private func selectKernel<T: Comparable & BitwiseCopyable & Sendable>(
  _ operation: SelectAndScatter, _ combine: @escaping @Sendable (T, T) -> T,
  _ keeps: @escaping @Sendable (T, T) -> Bool
) -> Kernel {
  { x, types, _ in
    let (operand, source, start) = (x[0], x[1], x[2])
    let extent = operation.windows(operand.type.rank)
    try operation.checkWindowSize(extent, x.map(\.type))
    let windows = SelectedWindows(extent, operand.shape, counts: source.shape)
    return [
      operand.withElements(of: T.self) { values in
        source.withElements(of: T.self) { updates in
          HostTensor(types[0]) { bytes in
            guard let target = bytes.baseAddress?.assumingMemoryBound(to: T.self) else { return }
            let initial = start.withElements(of: T.self) { $0[0] }
            target.update(repeating: initial, count: types[0].count)
            if let values = values.baseAddress, let updates = updates.baseAddress {
              windows.scatter(values, updates, into: target, keeps: keeps, combine: combine)
            }
          }
        }
      }
    ]
  }
}
