/// The bits of `x` read as elements of `dtype`.
///
/// Shape: that of `x` if both dtypes are equally wide; otherwise a last dimension is added, or
/// consumed, which counts the narrow elements in a wide one, the low bits first.
///
/// Specification: `bitcast_convert`.
public func bitcastConvert(_ x: Tensor, to dtype: DType) -> Tensor {
  bind(BitcastConvert(to: dtype), x)
}

package struct BitcastConvert: Operation {
  package static let names = ["stablehlo.bitcast_convert"]
  package let dtype: DType

  package init(to dtype: DType) { self.dtype = dtype }

  package init(_ source: inout OperationSource) throws(TensorError) {
    dtype = try source.resultType().dtype
  }
  package static func syntax(of name: String) -> Syntax { Syntax(types: .functional) }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
    guard dtype.isElement else { throw violation("C1", x, "\(dtype) is not a dtype of elements") }
    guard x[0].dtype.isComplex == dtype.isComplex else {
      throw violation("C2", x, "complex numbers are only read as complex numbers, not \(dtype)")
    }
    let (old, new) = (x[0].dtype.bitWidth, dtype.bitWidth)
    if old == new { return x[0].with(dtype) }
    if old > new {
      guard old.isMultiple(of: new) else {
        throw violation("C1", x, "\(old) bits are not a whole number of \(dtype)")
      }
      return TensorType(dtype, x[0].shape + [old / new])
    }
    guard let last = x[0].shape.last, new.isMultiple(of: old), last == new / old else {
      throw violation(
        "C1", x, "the last dimension must hold the \(new) bits of one \(dtype), \(old) bits each")
    }
    return TensorType(dtype, x[0].shape.dropLast())
  }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) -> HostTensor {
    let (old, new) = (x[0].dtype, dtype)
    let areBytes = old.bitWidth.isMultiple(of: 8) && new.bitWidth.isMultiple(of: 8)
    if areBytes { return x[0].reinterpreted(as: type) }
    // Elements narrower than a byte take a whole one in memory: move bit by bit.
    return HostTensor(type) { result in
      for i in result.indices { result[i] = 0 }
      x[0].withBytes { source in
        for bit in 0..<x[0].count * old.bitWidth {
          let (i, from) = bit.quotientAndRemainder(dividingBy: old.bitWidth)
          let (j, to) = bit.quotientAndRemainder(dividingBy: new.bitWidth)
          let value = source[i * old.byteWidth + from / 8] >> UInt8(from % 8) & 1
          result[j * new.byteWidth + to / 8] |= value << UInt8(to % 8)
        }
      }
      result.normalize(as: new)
    }
  }
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    let (old, new) = (x[0].dtype.bitWidth, dtype.bitWidth)
    let isLast = axes[0] == x[0].rank - 1
    // The last dimension may be the one that counts the parts of an element.
    let place = isLast && old != new ? 0 : axes[0] ?? 0
    return (try apply(self, [x[0].withBatchAxis(axes[0], at: place, axis.size)]), [place])
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
