/// A set of items that a backend claims to pass, as a whole or not at all.
///
/// The table says which areas belong to which; an item belongs by its kind and its area.
///
/// Specification: `conformance`.
public enum ConformanceProfile: String, CaseIterable, Sendable {
  /// Operations of tensors but linear algebra, and nothing of transformations.
  case core
  /// Factorizations and solvers.
  case linalg
  /// Collectives among the processes of a grid.
  case collectives
  /// Programs of gradients, tangents and batches.
  case transform
  /// What a training step is made of: core, transform, losses, optimizers, and `fit`.
  case train
  /// Keras's layers, losses, metrics, optimizers and trainings.
  case keras
  /// Everything there is.
  case full

  /// What belongs to the profile.
  public var summary: String {
    switch self {
    case .core: "operations and examples: \(Self.coreAreas.sorted().joined(separator: ", "))"
    case .linalg: "operations and examples of linear algebra"
    case .collectives: "operations and examples of collectives"
    case .transform: "gradients, tangents and batches of operations"
    case .train: "core, transform, and Keras's losses, optimizers and fit"
    case .keras: "Keras's cases and layers"
    case .full: "everything"
    }
  }

  /// Whether an item of this kind and area belongs to it.
  public func contains(_ kind: Item.Kind, area: String) -> Bool {
    let isOperation = kind == .operations || kind == .examples || kind == .corpus
    switch self {
    case .core: return isOperation && Self.coreAreas.contains(area)
    case .linalg: return isOperation && area == "linear algebra"
    case .collectives: return isOperation && area == "collectives"
    case .transform: return kind == .transforms
    case .train:
      return Self.core.contains(kind, area: area) || Self.transform.contains(kind, area: area)
        || kind == .keras && ["keras.losses", "keras.optimizers", "keras.fit"].contains(area)
    case .keras: return kind == .keras || kind == .layers
    case .full: return true
    }
  }

  private static let coreAreas: Set = [
    "elementwise", "movement", "reductions", "contractions", "control", "random", "programs",
  ]
}

/// How much of the suite runs.
public enum Tier: String, CaseIterable, Sendable {
  /// An item for each clause, operation and family of dtypes.
  case smoke
  /// All.
  case full
}
