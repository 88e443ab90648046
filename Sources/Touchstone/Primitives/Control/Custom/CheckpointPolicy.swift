/// Which values a checkpoint keeps for the backward pass.
///
/// Specification: `checkpoint`.
public indirect enum CheckpointPolicy: Hashable, Sendable {
  /// None but the arguments: everything is computed again.
  case nothingSaveable
  /// The results of matrix products and convolutions.
  case dotsSaveable
  /// The results of matrix products without batch dimensions, as of a layer's weights.
  case dotsWithNoBatchDimsSaveable
  /// All: as if there were no checkpoint.
  case everythingSaveable
  /// Those that `checkpointName` gave one of these names.
  case saveOnlyTheseNames([String])
  /// Those that `checkpointName` gave a name, except these names.
  case saveAnyNamesButThese([String])
  /// What either keeps.
  case saveFromBoth(CheckpointPolicy, CheckpointPolicy)

  func saves(_ operation: any Primitive) -> Bool {
    switch self {
    case .nothingSaveable: false
    case .everythingSaveable: true
    case .dotsSaveable: operation is DotGeneral || operation is Dot || operation is Convolution
    case .dotsWithNoBatchDimsSaveable:
      operation is Dot
        || (operation as? DotGeneral)?.dimensions.lhsBatching.isEmpty == true
    case .saveOnlyTheseNames(let names):
      (operation as? CheckpointName).map { names.contains($0.label) } ?? false
    case .saveAnyNamesButThese(let names):
      (operation as? CheckpointName).map { !names.contains($0.label) } ?? false
    case .saveFromBoth(let first, let second): first.saves(operation) || second.saves(operation)
    }
  }
}
