/// What altered kernels are written with.
extension HostTensor {
  /// The real numbers of a tensor of floats, or the parts of one of complex numbers.
  var parts: [Double] {
    switch wide {
    case .float(let x): x
    case .complex(let x): x.flatMap { [$0.real, $0.imaginary] }
    default: []
    }
  }

  /// A tensor of floats or complex numbers of such parts.
  init(_ type: TensorType, parts: [Double]) {
    guard type.dtype.isComplex else {
      self.init(type, doubles: parts)
      return
    }
    self.init(
      type,
      complexes: stride(from: 0, to: parts.count, by: 2).map {
        WideComplex(parts[$0], parts[$0 + 1])
      })
  }

  /// Each float, or part of a complex number, changed.
  func mapParts(_ change: (Double) -> Double) -> HostTensor {
    dtype.isFloat || dtype.isComplex ? HostTensor(type, parts: parts.map(change)) : self
  }

  /// The elements by their wide form, or changed where they are integers.
  func mapIntegers(_ change: (Int64) -> Int64) -> HostTensor {
    switch wide {
    case .signed(let x): HostTensor(type, signed: x.map(change))
    case .unsigned(let x):
      HostTensor(type, unsigned: x.map { UInt64(bitPattern: change(Int64(bitPattern: $0))) })
    default: self
    }
  }

  /// The element `i` put in place of the element `j`.
  func replacing(_ j: Int, by i: Int) -> HostTensor { picking(type) { $0 == j ? i : $0 } }

  /// What each float becomes in `dtype` and back.
  func narrowed(through format: FloatFormat) -> HostTensor {
    mapParts { format.decode(format.encode($0)) }
  }

  var isNumber: Bool { dtype.isFloat || dtype.isComplex }
}

extension Mutant.Application {
  /// The results, each float `y` replaced by what `change` makes of the operand's `x` and it.
  func floats(_ change: (_ x: Double, _ y: Double) -> Double) -> [HostTensor]? {
    guard x.dtype.isFloat, result.dtype.isFloat, x.count == result.count else { return nil }
    return [HostTensor(type, doubles: zip(x.doubles, result.doubles).map(change))]
  }

  /// The same of two operands.
  func floats(_ change: (_ x: Double, _ y: Double, _ result: Double) -> Double) -> [HostTensor]? {
    guard x.dtype.isFloat, operands.count > 1, y.dtype.isFloat, result.dtype.isFloat,
      x.count == result.count, y.count == result.count
    else { return nil }
    let values = zip(zip(x.doubles, y.doubles), result.doubles).map { change($0.0, $0.1, $1) }
    return [HostTensor(type, doubles: values)]
  }

  /// Rounds to the dtype of the result, as a kernel does that computes in it.
  func rounded(_ x: Double) -> Double {
    switch type.dtype.realPart {
    case .f64: x
    case .f32: Double(Float(x))
    default:
      if let format = type.dtype.floatFormat { format.decode(format.encode(x)) } else { x }
    }
  }

  /// The results of another operation on the operands.
  func running(_ other: any Primitive, _ operands: [HostTensor]? = nil) throws -> [HostTensor] {
    let operands = operands ?? self.operands
    return try other.evaluate(operands, other.resultTypes(operands.map(\.type)), in: context)
  }

  /// Integers of the result computed from two operands' integers in `Int64`.
  func integers(_ combine: (Int64, Int64) -> Int64) -> [HostTensor]? {
    func signed(_ x: HostTensor) -> [Int64]? {
      switch x.wide {
      case .signed(let x): x
      case .unsigned(let x): x.map { Int64(bitPattern: $0) }
      default: nil
      }
    }
    guard operands.count > 1, let a = signed(x), let b = signed(y), a.count == b.count,
      a.count == result.count
    else { return nil }
    let values = zip(a, b).map(combine)
    switch type.dtype.family {
    case .signed: return [HostTensor(type, signed: values)]
    case .unsigned: return [HostTensor(type, unsigned: values.map { UInt64(bitPattern: $0) })]
    default: return nil
    }
  }
}

extension DType {
  /// The least and greatest integer of an integer dtype of less than 64 bits.
  var limits: ClosedRange<Int64> {
    family == .signed
      ? -(1 << (bitWidth - 1))...(1 << (bitWidth - 1)) - 1 : 0...(1 << min(bitWidth, 62)) - 1
  }
}
