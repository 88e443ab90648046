/// The value of one process sent to another, for each of several pairs; zeros where none arrives.
///
/// Specification: `collective_permute`.
package struct CollectivePermute: Primitive {
  package static let names = ["stablehlo.collective_permute"]
  package let pairs: [[Int]]
  package let channel: ChannelHandle?

  package init(pairs: [[Int]], channel: ChannelHandle?) {
    self.pairs = pairs
    self.channel = channel
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let pairs = try source.optionalRows("source_target_pairs") else {
      throw source.invalid("attribute source_target_pairs is missing", clause: "I2")
    }
    self.pairs = pairs
    channel = try ChannelHandle(optional: &source)
  }
  package var attributes: [NamedAttribute] {
    [NamedAttribute("source_target_pairs", .matrix(pairs))]
      + (channel.map { [$0.attribute] } ?? [])
  }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C5" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "expected a tensor, got \(x[0])") }
    try checkPairs(pairs, x)
    return x
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let process = context.process ?? .alone
    let isCrossPartition = (channel?.handle ?? 0) > 0
    let (own, limit) =
      isCrossPartition
      ? (process.partition, process.grid.partitions) : (process.replica, process.grid.replicas)
    if let outside = pairs.joined().first(where: { $0 >= limit }) {
      throw violation(
        "C4", x.map(\.type),
        "\(outside) is none of the \(limit) "
          + (isCrossPartition ? "partitions" : "replicas"))
    }
    func mailbox(_ pair: [Int]) -> Grid.Mailbox {
      let ids = pair.map { other in
        isCrossPartition
          ? process.replica * process.grid.partitions + other
          : other * process.grid.partitions + process.partition
      }
      return Grid.Mailbox(
        operation: name, channel: channel?.handle ?? 0, source: ids[0], target: ids[1])
    }
    for pair in pairs where pair[0] == own { process.grid.send(x, to: mailbox(pair)) }
    guard let arriving = pairs.first(where: { $0[1] == own }) else {
      return [HostTensor.full(types[0], 0)]
    }
    let received = try process.grid.receive(process, from: mailbox(arriving))
    guard received.map(\.type) == types else {
      throw violation("C5", x.map(\.type), "process \(arriving[0]) sends \(received.map(\.type))")
    }
    return received
  }
  package var derivative: Derivative { .linear(positions: [0]) }
  package var promise: Promise { .exact }
}

extension Primitive {
  /// Checks the clauses C1 to C4 that operations with source_target_pairs have in common.
  func checkPairs(_ pairs: [[Int]], _ x: [TensorType]) throws(TensorError) {
    guard pairs.allSatisfy({ $0.count == 2 }) else {
      throw violation("C1", x, "source_target_pairs must be pairs, got \(pairs)")
    }
    guard Set(pairs.map { $0[0] }).count == pairs.count else {
      throw violation("C2", x, "the sources in \(pairs) must differ")
    }
    guard Set(pairs.map { $0[1] }).count == pairs.count else {
      throw violation("C3", x, "the targets in \(pairs) must differ")
    }
    guard pairs.joined().allSatisfy({ $0 >= 0 }) else {
      throw violation("C4", x, "source_target_pairs must not be negative, got \(pairs)")
    }
  }
}
