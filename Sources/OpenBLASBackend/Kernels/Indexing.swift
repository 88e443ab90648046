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
        case 1: scatterKernel(scatter, Latest<UInt8>.self)
        case 2: scatterKernel(scatter, Latest<UInt16>.self)
        case 4: scatterKernel(scatter, Latest<UInt32>.self)
        case 8: scatterKernel(scatter, Latest<UInt64>.self)
        default: scatterKernel(scatter, Latest<SIMD2<UInt64>>.self)
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

/// What the update brings, whatever was there.
private enum Latest<T: BitwiseCopyable & Sendable>: Folding {
  @inline(__always) static func combine(_ a: T, _ b: T) -> T { b }
}

/// Each update is rounded to 16 bits, as a body that runs step by step does.
private enum Narrowed<N: NarrowFormat, F: Folding>: Folding where F.Element == Float {
  @inline(__always) static func combine(_ a: UInt16, _ b: UInt16) -> UInt16 {
    N.bits(F.combine(N.value(a), N.value(b)))
  }
}

private func scatterKernel<F: Folding>(_ scatter: Scatter, _: F.Type) -> Kernel {
  scatterKernel(scatter) { (target: UnsafeMutablePointer<F.Element>, source, count) in
    for i in 0..<count { target[i] = F.combine(target[i], source[i]) }
  }
}

private func scatterKernel<T: BitwiseCopyable>(
  _ scatter: Scatter, _ combine: @escaping RowCombination<T>
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
      &result, updates, windows, updateWindowDimensions: d.updateWindowDims, combine)
    return [result]
  }
}

private func floatScatter<T: LibmFloat>(
  _ scatter: Scatter, _ operation: Binary, _: T.Type
) -> Kernel? {
  switch operation {
  case .add: scatterKernel(scatter, Sum<T>.self)
  case .multiply: scatterKernel(scatter, Product<T>.self)
  case .maximum: scatterKernel(scatter, Largest<T>.self)
  case .minimum: scatterKernel(scatter, Smallest<T>.self)
  default: nil
  }
}

private func narrowScatter<N: NarrowFormat>(
  _ scatter: Scatter, _ operation: Binary, _: N.Type
) -> Kernel? {
  switch operation {
  case .add: scatterKernel(scatter, Narrowed<N, Sum<Float>>.self)
  case .multiply: scatterKernel(scatter, Narrowed<N, Product<Float>>.self)
  case .maximum: scatterKernel(scatter, Narrowed<N, Largest<Float>>.self)
  case .minimum: scatterKernel(scatter, Narrowed<N, Smallest<Float>>.self)
  default: nil
  }
}

private func complexScatter<T: LibmFloat>(
  _ scatter: Scatter, _ operation: Binary, _: T.Type
) -> Kernel? {
  switch operation {
  case .add: scatterKernel(scatter, ComplexSum<T>.self)
  case .multiply: scatterKernel(scatter, ComplexProduct<T>.self)
  default: nil
  }
}

private struct ScatterMaker: IntegerMaker {
  let scatter: Scatter
  let operation: Binary
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> Kernel? {
    switch operation {
    case .add: scatterKernel(scatter, WrappingSum<T>.self)
    case .multiply: scatterKernel(scatter, WrappingProduct<T>.self)
    case .maximum: scatterKernel(scatter, LargestInteger<T>.self)
    case .minimum: scatterKernel(scatter, SmallestInteger<T>.self)
    case .and: scatterKernel(scatter, BitAnd<T>.self)
    case .or: scatterKernel(scatter, BitOr<T>.self)
    case .xor: scatterKernel(scatter, BitXor<T>.self)
    default: nil
    }
  }
}
