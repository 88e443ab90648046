import Touchstone

extension KernelTable {
  /// Windows found by index vectors.
  mutating func addIndexing() {
    add(Gather.self) { gather, operands in
      guard let dtype = operands.first?.dtype else { return nil }
      return switch dtype.byteWidth {
      case 1: gatherKernel(gather, UInt8.self)
      case 2: gatherKernel(gather, UInt16.self)
      case 4: gatherKernel(gather, UInt32.self)
      case 8: gatherKernel(gather, UInt64.self)
      default: gatherKernel(gather, SIMD2<UInt64>.self)
      }
    }
    add(Scatter.self) { scatter, operands in
      guard operands.count == 3, scatter.captureCount == 0,
        scatter.body.resultTypes == [TensorType(operands[0].dtype)]
      else { return nil }
      let dtype = operands[0].dtype
      if scatter.body.equations.isEmpty {
        // The body gives one of its parameters: what was there, or the update.
        if scatter.body.results == [0] { return { x, _, _ in [x[0]] } }
        return switch dtype.byteWidth {
        case 1: scatterKernel(scatter, UInt8.self) { $1 }
        case 2: scatterKernel(scatter, UInt16.self) { $1 }
        case 4: scatterKernel(scatter, UInt32.self) { $1 }
        case 8: scatterKernel(scatter, UInt64.self) { $1 }
        default: scatterKernel(scatter, SIMD2<UInt64>.self) { $1 }
        }
      }
      guard let operation = Reduction.monoids(in: scatter.body, captureCount: 0)?.first else {
        return nil
      }
      switch dtype {
      case .f32: return floatScatter(scatter, operation, Float.self)
      case .f64: return floatScatter(scatter, operation, Double.self)
      case .f16: return narrowScatter(scatter, operation, NarrowHalf.self)
      case .bf16: return narrowScatter(scatter, operation, NarrowBrain.self)
      case .complex64: return complexScatter(scatter, operation, Float.self)
      case .complex128: return complexScatter(scatter, operation, Double.self)
      default: return ScatterMaker(scatter: scatter, operation: operation).make(for: dtype)
      }
    }
  }
}

private func gatherKernel<T: BitwiseCopyable & Sendable>(_ gather: Gather, _: T.Type) -> Kernel {
  { x, types, _ in
    if gather.sliceSizes.contains(0) { return [.full(types[0], 0)] }
    let d = gather.dimensions
    let windows = IndexedWindows(
      operand: x[0].type, windowSizes: gather.sliceSizes, startIndexMap: d.startIndexMap,
      operandBatching: d.operandBatchingDims, indicesBatching: d.startIndicesBatchingDims,
      indexVectorDimension: d.indexVectorDim, indices: x[1])
    return [
      gatherWindows(
        T.self, x[0], windows, offsetDimensions: d.offsetDims, types[0])
    ]
  }
}

private func scatterKernel<T: BitwiseCopyable & Sendable>(
  _ scatter: Scatter, _: T.Type, _ combine: @escaping @Sendable (T, T) -> T
) -> Kernel {
  { x, types, _ in
    let d = scatter.dimensions
    let (indices, updates) = (x[1], x[2])
    var result = x[0]
    x = []
    // A window has size 1 along the dimensions that its update leaves out.
    let left = Set(d.insertedWindowDims + d.inputBatchingDims)
    var sizes = [Int](repeating: 1, count: result.type.rank)
    let kept = sizes.indices.filter { !left.contains($0) }
    for (dimension, place) in zip(kept, d.updateWindowDims) {
      sizes[dimension] = updates.shape[place]
    }
    let windows = IndexedWindows(
      operand: result.type, windowSizes: sizes, startIndexMap: d.scatterDimsToOperandDims,
      operandBatching: d.inputBatchingDims, indicesBatching: d.scatterIndicesBatchingDims,
      indexVectorDimension: d.indexVectorDim, indices: indices)
    scatterWindows(
      T.self, &result, updates, windows, updateWindowDimensions: d.updateWindowDims, combine)
    return [result]
  }
}

private func floatScatter<T: LibmFloat>(
  _ scatter: Scatter, _ operation: Binary, _: T.Type
) -> Kernel? {
  switch operation {
  case .add: scatterKernel(scatter, T.self) { $0 + $1 }
  case .multiply: scatterKernel(scatter, T.self) { $0 * $1 }
  case .maximum: scatterKernel(scatter, T.self) { greater($0, $1) }
  case .minimum: scatterKernel(scatter, T.self) { lesser($0, $1) }
  default: nil
  }
}

/// Each update is rounded to 16 bits, as a body that runs step by step does.
private func narrowScatter<N: NarrowFormat>(
  _ scatter: Scatter, _ operation: Binary, _: N.Type
) -> Kernel? {
  func kernel(_ combine: @escaping @Sendable (Float, Float) -> Float) -> Kernel {
    scatterKernel(scatter, UInt16.self) { N.bits(combine(N.value($0), N.value($1))) }
  }
  return switch operation {
  case .add: kernel { $0 + $1 }
  case .multiply: kernel { $0 * $1 }
  case .maximum: kernel { greater($0, $1) }
  case .minimum: kernel { lesser($0, $1) }
  default: nil
  }
}

private func complexScatter<T: LibmFloat>(
  _ scatter: Scatter, _ operation: Binary, _: T.Type
) -> Kernel? {
  switch operation {
  case .add: scatterKernel(scatter, ComplexNumber<T>.self) { ComplexSum<T>.combine($0, $1) }
  case .multiply:
    scatterKernel(scatter, ComplexNumber<T>.self) { ComplexProduct<T>.combine($0, $1) }
  default: nil
  }
}

private struct ScatterMaker: IntegerMaker {
  let scatter: Scatter
  let operation: Binary
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    switch operation {
    case .add: scatterKernel(scatter, T.self) { $0 &+ $1 }
    case .multiply: scatterKernel(scatter, T.self) { $0 &* $1 }
    case .maximum: scatterKernel(scatter, T.self) { $0 > $1 ? $0 : $1 }
    case .minimum: scatterKernel(scatter, T.self) { $0 < $1 ? $0 : $1 }
    case .and: scatterKernel(scatter, T.self) { $0 & $1 }
    case .or: scatterKernel(scatter, T.self) { $0 | $1 }
    case .xor: scatterKernel(scatter, T.self) { $0 ^ $1 }
    default: nil
    }
  }
}
