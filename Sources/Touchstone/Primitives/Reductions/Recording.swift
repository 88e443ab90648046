extension Block {
  /// The body that combines two scalars of `dtype` by `operation`.
  package static func combining(by operation: Binary, _ dtype: DType) -> Block {
    let scalar = TensorType(dtype)
    var builder = BlockBuilder(parameters: [scalar, scalar])
    // A dtype that `operation` does not take gives a body the type rule of its user rejects.
    let results = (try? builder.append(operation, [0, 1])) ?? 0..<1
    return builder.block(returning: Array(results))
  }
}

/// The results of the operation that `make` makes of the bodies in `regions` and of how many tensors
/// these use from outside, applied to the latter and to `operands`; what the bodies throw is reported
/// as this operation's error.
func bindRecorded(
  _ name: String, _ operands: [Tensor], _ regions: (TraceOrigin) throws -> [Region],
  _ make: (_ bodies: [Block], _ captureCount: Int) -> any Primitive
) -> [Tensor] {
  for operand in operands where operand.isInvalid { return [.invalid] }
  do {
    let (blocks, captured) = Region.unify(try regions(TraceOrigin(transformation: name)))
    return bind(make(blocks, captured.count), captured + operands)
  } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(TensorError(name, "", operands.map(\.type), "\(error)"))
  }
  return [.invalid]
}

extension DType {
  /// The scalar 0, or `false`.
  var zero: HostTensor { HostTensor.full(TensorType(self), 0) }
  /// The scalar 1, or `true`.
  var one: HostTensor { HostTensor.full(TensorType(self), 1) }

  /// The least scalar: minus infinity where there is one.
  var least: HostTensor {
    let type = TensorType(self)
    switch family {
    case .boolean, .unsigned: return zero
    case .signed: return HostTensor(type, signed: [-1 << Int64(bitWidth - 1)])
    case .complex: return HostTensor(type, complexes: [WideComplex(-.infinity, -.infinity)])
    default: return HostTensor(type, doubles: [-greatestDouble])
    }
  }

  /// The greatest scalar: infinity where there is one.
  var greatest: HostTensor {
    let type = TensorType(self)
    switch family {
    case .boolean: return one
    case .unsigned: return HostTensor(type, unsigned: [.max])
    case .signed: return HostTensor(type, signed: [.max >> Int64(64 - bitWidth)])
    case .complex: return HostTensor(type, complexes: [WideComplex(.infinity, .infinity)])
    default: return HostTensor(type, doubles: [greatestDouble])
    }
  }

  private var greatestDouble: Double {
    guard let format = floatFormat else { return .infinity }
    return format.infinity == nil ? format.decode(format.greatestFinite) : .infinity
  }
}
