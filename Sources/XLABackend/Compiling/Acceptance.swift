import Synchronization
import Touchstone

/// What a plugin takes: by what is known beforehand, and by what it refused when it was asked.
final class Acceptance: Sendable {
  private struct State {
    /// Operations that the plugin did not compile, each as the block that applies it alone.
    var refused: Set<Block> = []
    /// Whether all operations of a body are taken, for bodies looked at before.
    var bodies: [Block: Bool] = [:]
  }
  private let state = Mutex(State())

  /// Whether `operation` can be part of a program for the device.
  func takes(_ operation: any Primitive, _ operands: [TensorType], _ results: [TensorType]) -> Bool
  {
    let dtypes = Set((operands + results).map(\.dtype))
    guard dtypes.allSatisfy({ $0.pjrtType != nil }), Self.isKnown(operation),
      !Self.isComputedOtherwise(operation, dtypes, operands, results),
      operation.bodies.allSatisfy(takesAll)
    else { return false }
    if state.withLock({ $0.refused.isEmpty }) { return true }
    guard let block = try? Block.sole(operation, on: operands) else { return false }
    return !state.withLock { $0.refused.contains(block) }
  }

  /// Notes that the plugin refuses what `block` applies.
  func refuse(_ block: Block) {
    state.withLock {
      $0.refused.insert(block)
      $0.bodies = [:]
    }
  }

  private func takesAll(_ body: Block) -> Bool {
    if let known = state.withLock({ $0.bodies[body] }) { return known }
    let result = body.equations.allSatisfy { equation in
      (!(equation.operation is ReduceWindow) || body.isNeutral(equation))
        && takes(equation.operation, equation.operands.map { body.valueTypes[$0] }, equation.types)
    }
    state.withLock { $0.bodies[body] = result }
    return result
  }

  /// Whether XLA knows the operation by name, and is not known to end the process over it.
  private static func isKnown(_ operation: any Primitive) -> Bool {
    let name = operation.fullName
    if name == "func.call" { return true }
    if operation is CustomCall { return false }
    if let composite = operation as? Composite, !composite.bodies.isEmpty { return false }
    guard name.hasPrefix("stablehlo.") || name.hasPrefix("chlo.") else { return false }
    return !amongProcesses.contains(operation.name) && !withHost.contains(operation.name)
      && !withCheckedShapes.contains(operation.name)
  }

  /// Whether XLA is known to compute `operation` otherwise than it is defined on operands of these
  /// types, or to end the process over it.
  private static func isComputedOtherwise(
    _ operation: any Primitive, _ dtypes: Set<DType>, _ operands: [TensorType],
    _ results: [TensorType]
  ) -> Bool {
    // Arithmetic of formats that have no infinity or no zero goes by way of those that have.
    if operation is Unary || operation is Binary,
      dtypes.contains(.f8E8M0FNU) || dtypes.contains(.f4E2M1FN)
    {
      return true
    }
    let isComplex = dtypes.contains(where: \.isComplex)
    switch operation {
    case is BitcastConvert:
      return isComplex || operands[0].dtype.bitWidth != results[0].dtype.bitWidth
    case let binary as Binary: return isComplex && (binary == .maximum || binary == .minimum)
    case let compare as Compare:
      return isComplex && compare.direction != .equal && compare.direction != .notEqual
    case is Clamp: return isComplex
    case is Convert: return isComplex && !results[0].dtype.isComplex || dtypes.contains(.f4E2M1FN)
    case let rounding as ReducePrecision: return rounding.mantissaBits == 0
    case let reduce as Reduce: return reduce.dimensions.isEmpty
    case is ReduceWindow: return operation.bodies.contains { !($0.soleOperation is Binary) }
    case is Scatter:
      return Set((operands + results).map(\.dtype).filter { !$0.isInteger }).count > 1
    default: return false
    }
  }

  /// What brings processes together: it is only for programs that run on a grid of devices. With
  /// groups that do not fit them XLA waits for ever, or ends the process.
  static let amongProcesses: Set = [
    "all_gather", "all_reduce", "all_to_all", "collective_broadcast", "collective_permute",
    "cross-replica-sum", "partition_id", "reduce_scatter", "replica_id",
  ]

  /// What fails when it runs unless operands hold what the types promise, which XLA does not check.
  static let withCheckedShapes: Set = [
    "dynamic_broadcast_in_dim", "dynamic_conv", "dynamic_gather", "dynamic_iota", "dynamic_pad",
    "dynamic_reshape", "real_dynamic_slice", "rng", "set_dimension_size",
  ]

  /// What exchanges data with the host while the program runs.
  private static let withHost: Set = ["infeed", "outfeed", "recv", "send"]
}

extension Primitive {
  /// What the operation may run: its regions, and the blocks of the functions it names.
  var bodies: [Block] { regions + callees.map(\.block) }
}
