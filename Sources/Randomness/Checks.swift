import Touchstone

extension Random {
  /// The result of `sample`; an error in it is reported as those of operations are.
  static func reporting(_ sample: () throws(TensorError) -> Tensor) -> Tensor {
    do { return try sample() } catch {
      ErrorScope.report(error)
      return .invalid
    }
  }

  static func violation(
    _ clause: String, _ function: String, _ operands: [Tensor], _ message: String
  ) -> TensorError {
    TensorError("random", clause, operands.map(\.type), "\(function): \(message)")
  }

  static func checkKey(_ key: Tensor, _ function: String) throws(TensorError) {
    guard key.type == TensorType(.ui32, [2]) else {
      throw violation(
        "C1", function, [key],
        "expected a single key, ui32[2], got \(key.type); use vmap for several keys")
    }
  }

  static func checkFloat(_ dtype: DType, _ function: String) throws(TensorError) {
    guard FloatLayout(dtype) != nil else {
      throw violation("C2", function, [], "dtype must be f16, bf16, f32 or f64, got \(dtype)")
    }
  }

  static func checkInteger(_ dtype: DType, _ function: String) throws(TensorError) {
    guard dtype.isInteger else {
      throw violation("C2", function, [], "dtype must be an integer dtype, got \(dtype)")
    }
  }

  static func checkShape(_ shape: [Int], _ function: String) throws(TensorError) {
    guard shape.allSatisfy({ $0 >= 0 }), TensorType(.ui64, shape).checkedCount != nil else {
      throw violation("C3", function, [], "\(shape) is not a shape of samples")
    }
  }

  /// The shape of the samples: `shape`, to which the parameters must broadcast, or if that is `nil`
  /// the shape the parameters broadcast to together.
  static func sampleShape(
    _ shape: [Int]?, _ parameters: [[Int]], _ function: String
  ) throws(TensorError) -> [Int] {
    if let shape { try checkShape(shape, function) }
    let all = (shape.map { [$0] } ?? []) + parameters
    guard let common = broadcastShape(all) else {
      throw violation("C4", function, [], "shapes \(all) do not broadcast together")
    }
    if let shape, common != shape {
      throw violation(
        "C4", function, [],
        "parameters of shapes \(parameters) do not broadcast to the samples' shape \(shape)")
    }
    return common
  }

  /// The shape that all of `shapes` broadcast to, aligned at their last axes.
  static func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    var common = [Int](repeating: 1, count: shapes.map(\.count).max() ?? 0)
    for shape in shapes {
      for (i, size) in zip(common.indices.suffix(shape.count), shape) where size != 1 {
        if common[i] != 1 && common[i] != size { return nil }
        common[i] = size
      }
    }
    return common
  }

  /// `x` repeated to fill `shape`.
  static func spread(_ x: Tensor, to shape: [Int]) -> Tensor {
    x.shape == shape ? x : broadcast(x, to: shape)
  }
}

extension RandomParameter {
  /// The shape of the tensor; of a number none.
  var parameterShape: [Int] {
    if case .tensor(let x) = randomParameter { x.shape } else { [] }
  }

  /// The dtype of the tensor; of a number what JAX takes without 64 bits.
  var parameterDType: DType {
    switch randomParameter {
    case .tensor(let x): x.dtype
    case .number: .f32
    case .integer: .i32
    }
  }

  /// The parameter as a tensor of `dtype`, in its own shape.
  func tensor(_ dtype: DType, _ function: String) throws(TensorError) -> Tensor {
    switch randomParameter {
    case .number(let x): return .full(TensorType(dtype), x)
    case .integer(let x): return .full(TensorType(dtype), Double(x))
    case .tensor(let x):
      guard x.dtype.isFloat || x.dtype.isInteger || x.dtype == .i1 else {
        throw Random.violation("C5", function, [x], "parameters must be real, got \(x.type)")
      }
      return x.dtype == dtype ? x : convert(x, to: dtype)
    }
  }

  /// The parameter as a tensor of `dtype` with a value for each sample.
  func tensor(
    _ dtype: DType, _ shape: [Int], _ function: String
  ) throws(TensorError) -> Tensor {
    Random.spread(try tensor(dtype, function), to: shape)
  }

  /// The parameter in its own dtype, which for one that is no float is `f32`.
  var inexactDType: DType { parameterDType.isFloat ? parameterDType : .f32 }
}

/// The bits of a float dtype that samples are made for.
struct FloatLayout {
  let bitWidth: Int
  /// How many bits of the significand are stored.
  let significandBits: Int
  /// The bits of 1.
  let one: Double
  /// The exponent of the smallest normal number.
  let leastExponent: Int
  /// The unsigned integers of the same width.
  let words: DType

  init?(_ dtype: DType) {
    switch dtype {
    case .f16: (significandBits, one, leastExponent, words) = (10, 0x3c00, -14, .ui16)
    case .bf16: (significandBits, one, leastExponent, words) = (7, 0x3f80, -126, .ui16)
    case .f32: (significandBits, one, leastExponent, words) = (23, 0x3f80_0000, -126, .ui32)
    case .f64:
      (significandBits, one, leastExponent, words) = (52, 0x3ff0_0000_0000_0000, -1022, .ui64)
    default: return nil
    }
    bitWidth = dtype.bitWidth
  }

  /// The layout of a dtype that has been checked.
  init(checked dtype: DType) {
    guard let layout = FloatLayout(dtype) else {
      preconditionFailure("\(dtype) was to be checked before")
    }
    self = layout
  }

  /// The distance from 1 to the next number.
  var epsilon: Double { Double(sign: .plus, exponent: -significandBits, significand: 1) }
  /// The number next to 1 on the side of 0.
  var belowOne: Double { 1 - epsilon / 2 }
  /// The smallest normal number.
  var tiny: Double { Double(sign: .plus, exponent: leastExponent, significand: 1) }
}
