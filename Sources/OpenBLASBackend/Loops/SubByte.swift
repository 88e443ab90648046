import Touchstone

extension DType {
  /// The integer dtype of whole bytes whose memory this one shares; itself for those, `nil` for what
  /// is no integer.
  var wholeBytes: DType? {
    switch self {
    case .i2, .i4: .i8
    case .ui2, .ui4: .ui8
    default: isInteger ? self : nil
    }
  }

  /// Whether integers of this dtype have fewer bits than the byte they take.
  var isSubByte: Bool { isInteger && bitWidth < 8 }
}

/// The bytes of `x` modulo 2 to the width of `dtype`, an integer dtype of fewer bits.
func wrapped(_ x: HostTensor, to dtype: DType) -> HostTensor {
  let unused = 8 - dtype.bitWidth
  return inPieces(x, x.type.with(dtype)) { x, types in
    dtype.family == .signed
      ? mapping(&x, types[0]) { (a: Int8) in (a << unused) >> unused }
      : mapping(&x, types[0]) { (a: UInt8) in (a << unused) >> unused }
  }
}

/// A kernel on whole bytes made to serve integers of fewer bits: its results are right modulo 2 to
/// any smaller width.
func subByteKernel(_ kernel: @escaping Kernel, _ dtype: DType) -> Kernel {
  guard let wide = dtype.wholeBytes else { return kernel }
  return { x, types, context in
    var operands = x.map {
      $0.dtype == dtype ? $0.reinterpreted(as: $0.type.with(wide)) : $0
    }
    x = []
    let wideTypes = types.map { $0.dtype == dtype ? $0.with(wide) : $0 }
    return zip(try kernel(&operands, wideTypes, context), types).map {
      $1.dtype == dtype ? wrapped($0, to: dtype) : $0
    }
  }
}
