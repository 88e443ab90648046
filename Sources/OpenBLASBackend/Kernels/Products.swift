import Touchstone

extension KernelTable {
  /// Products of matrices and convolutions.
  mutating func addProducts() {
    add(DotGeneral.self) { dot, operands in
      guard operands.count == 2 else { return nil }
      return productKernel(operands, dot.elementType) { x, y, type in
        product(x, y, dot.dimensions, type)
      }
    }
    add(Convolution.self) { convolution, operands in
      guard operands.count == 2, !convolution.settings.elementType.isInteger else { return nil }
      return productKernel(operands, convolution.settings.elementType) { x, y, type in
        convolved(x, y, convolution, type)
      }
    }
  }
}

/// A kernel that converts one or two operands to the dtype their product is computed in, multiplies, and
/// rounds to the result's; `nil` where there is no such dtype.
func productKernel(
  _ operands: [TensorType], _ element: DType,
  _ multiply: @escaping @Sendable (HostTensor, HostTensor, TensorType) -> HostTensor?
) -> Kernel? {
  guard let compute = productDType(operands, element) else { return nil }
  return { x, types, _ in
    let a = widened(x[0], to: compute)
    let b = x.count == 1 ? a : widened(x[1], to: compute)
    guard let result = multiply(a, b, types[0].with(compute)) else {
      preconditionFailure("a product kernel was made for \(compute), which it cannot multiply")
    }
    return [rounded(result, to: types[0].dtype)]
  }
}

/// The dtype in which a product of `operands` is computed that gives `element`, where there is one.
func productDType(_ operands: [TensorType], _ element: DType) -> DType? {
  if operands.contains(where: { $0.count > Int(Int32.max) }) { return nil }
  let dtypes = [operands[0].dtype, operands[1].dtype, element]
  if dtypes.allSatisfy({ $0 == .f32 || $0.narrowWidening == .f32 }) { return .f32 }
  if dtypes.allSatisfy(\.isFloat) { return .f64 }
  guard dtypes.allSatisfy({ $0 == element }) else { return nil }
  if element.isComplex { return element }
  return element.isInteger ? element.wholeBytes : nil
}

/// `x` as `dtype`, which holds every one of its values.
func widened(_ x: HostTensor, to dtype: DType) -> HostTensor {
  if x.dtype == dtype { return x }
  // Integers of fewer bits than a byte take one.
  if x.dtype.isInteger { return x.reinterpreted(as: x.type.with(dtype)) }
  return inPieces(x, x.type.with(dtype)) { x, types in
    [x[0].dtype.narrowWidening != nil ? Narrow.widened(x[0], to: dtype) : x[0].converted(to: dtype)]
  }
}

/// `x` rounded to `dtype`, or modulo 2 to its width.
func rounded(_ x: HostTensor, to dtype: DType) -> HostTensor {
  if x.dtype == dtype { return x }
  if x.dtype.isInteger { return wrapped(x, to: dtype) }
  return inPieces(x, x.type.with(dtype)) { x, types in
    [dtype.narrowWidening != nil ? Narrow.narrowed(x[0], to: dtype) : x[0].converted(to: dtype)]
  }
}

private struct IntegerProduct: IntegerMaker {
  let x: HostTensor
  let y: HostTensor
  let dimensions: DotDimensions
  let type: TensorType
  func make<T: FixedWidthInteger & BitwiseCopyable & Sendable>(_: T.Type) -> HostTensor? {
    integerProduct(T.self, x, y, dimensions, type)
  }
}

func product(
  _ x: HostTensor, _ y: HostTensor, _ dimensions: DotDimensions, _ type: TensorType
) -> HostTensor? {
  if let blas = BLASType(type.dtype) { return blasProduct(x, y, dimensions, type, blas) }
  return IntegerProduct(x: x, y: y, dimensions: dimensions, type: type).make(for: type.dtype)
}

private func convolved(
  _ x: HostTensor, _ y: HostTensor, _ convolution: Convolution, _ type: TensorType
) -> HostTensor? {
  guard let blas = BLASType(type.dtype) else { return nil }
  let d = convolution.settings.dimensions
  func axis(_ type: TensorType, _ dimension: Int) -> PatchProduct.Axis {
    PatchProduct.Axis(size: type.shape[dimension], stride: type.strides[dimension])
  }
  let patches = PatchProduct(
    inputBatch: axis(x.type, d.inputBatch), inputFeature: axis(x.type, d.inputFeature),
    inputSpatial: d.inputSpatial.map { axis(x.type, $0) },
    kernelInput: axis(y.type, d.kernelInputFeature),
    kernelOutput: axis(y.type, d.kernelOutputFeature),
    kernelSpatial: d.kernelSpatial.map { axis(y.type, $0) },
    outputBatch: axis(type, d.outputBatch), outputFeature: axis(type, d.outputFeature),
    outputSpatial: d.outputSpatial.map { axis(type, $0) },
    windows: convolution.settings.windows(y.type, padding: convolution.padding),
    featureGroups: convolution.settings.featureGroupCount,
    batchGroups: convolution.settings.batchGroupCount)
  func made<T: BitwiseCopyable>(
    _: T.Type,
    _ convolve: (UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) -> HostTensor {
    x.withElements(of: T.self) { input in
      y.withElements(of: T.self) { kernel in
        HostTensor(type) { bytes in
          guard let input = input.baseAddress, let kernel = kernel.baseAddress,
            let output = bytes.baseAddress?.assumingMemoryBound(to: T.self)
          else { return }
          convolve(input, kernel, output)
        }
      }
    }
  }
  func run<F: Folding>(_: F.Type, zero: F.Element) -> HostTensor {
    made(F.Element.self) { input, kernel, output in
      patches(F.Element.self, zero: zero, add: F.combine, input, kernel, output, blas)
    }
  }
  switch blas {
  case .f32:
    if type.count > 0, let direct = DirectConvolution(patches) {
      return made(Float.self) { direct($0, $1, $2) }
    }
    return run(Sum<Float>.self, zero: 0)
  case .f64: return run(Sum<Double>.self, zero: 0)
  case .complex64: return run(ComplexSum<Float>.self, zero: .init(real: 0, imaginary: 0))
  case .complex128: return run(ComplexSum<Double>.self, zero: .init(real: 0, imaginary: 0))
  }
}
