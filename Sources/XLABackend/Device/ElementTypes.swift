import Touchstone

extension DType {
  /// The number PJRT has for this dtype; `nil` where it has none.
  var pjrtType: Int32? {
    switch self {
    case .i1: 1
    case .i8: 2
    case .i16: 3
    case .i32: 4
    case .i64: 5
    case .ui8: 6
    case .ui16: 7
    case .ui32: 8
    case .ui64: 9
    case .f16: 10
    case .f32: 11
    case .f64: 12
    case .bf16: 13
    case .complex64: 14
    case .complex128: 15
    case .f8E5M2: 16
    case .f8E4M3FN: 17
    case .f8E4M3B11FNUZ: 18
    case .f8E5M2FNUZ: 19
    case .f8E4M3FNUZ: 20
    case .i4: 21
    case .ui4: 22
    case .i2: 24
    case .ui2: 25
    case .f8E4M3: 26
    case .f8E3M4: 27
    case .f8E8M0FNU: 28
    case .f4E2M1FN: 29
    case .f6E2M3FN, .f6E3M2FN, .token, .tuple: nil
    }
  }
}
