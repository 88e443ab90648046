/// Samples of every primitive that has a derivative.
public enum LawSamples {
  /// Those samples, area by area.
  public static let primitives: [LawSample] =
    elementwise + broadcasting + movement + dynamic + indexing + reductions + contractions
    + linearAlgebra + control + collectives
}
