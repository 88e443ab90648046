import Touchstone

/// Operations made of others where a plugin does not have them.
struct Expansion: Sendable {
  let acceptance: Acceptance

  /// What stands for an operation in a program for the device.
  var replacement: Replacement {
    { operation, x in
      switch operation {
      case is ShardingConstraint: return x
      case let call as CustomCall where Self.placements.contains(call.target): return x
      default: return nil
      }
    }
  }

  /// Custom calls that only say where a value lies.
  private static let placements: Set = [
    "LayoutConstraint", "SPMDFullToShardShape", "SPMDShardToFullShape", "Sharding",
    "annotate_device_placement", "xla.sdy.FuncResultSharding",
  ]
}
