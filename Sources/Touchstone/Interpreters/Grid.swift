/// One process of a grid of replicas and partitions.
public struct GridProcess: Sendable {
  /// Its row.
  public let replica: Int
  /// Its column.
  public let partition: Int
}
