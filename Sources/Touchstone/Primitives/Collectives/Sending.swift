/// What `send` and `recv` have in common: where values go.
package struct Transfer: Hashable, Sendable {
  package let channel: ChannelHandle
  package let isHostTransfer: Bool
  /// Which process sends to which, if the text says so.
  package let pairs: [[Int]]

  init(_ source: inout OperationSource) throws(TensorError) {
    guard let channel = try ChannelHandle(optional: &source) else {
      throw source.invalid("attribute channel_handle is missing")
    }
    self.channel = channel
    isHostTransfer = try source.flag("is_host_transfer")
    pairs = try source.optionalRows("source_target_pairs") ?? []
  }

  var attributes: [NamedAttribute] {
    [channel.attribute, NamedAttribute("is_host_transfer", .bool(isHostTransfer))]
      + (pairs.isEmpty ? [] : [NamedAttribute("source_target_pairs", .matrix(pairs))])
  }

  /// Checks C1 to C5; `hostType` is the channel's type for transfers with the host.
  func check(_ operation: some Primitive, _ x: [TensorType], hostType: Int) throws(TensorError) {
    try operation.checkPairs(pairs, x)
    let expected = isHostTransfer ? hostType : 1
    guard channel.type == expected else {
      throw operation.violation(
        "C5", x,
        "the channel's type must be \(expected) when is_host_transfer is "
          + "\(isHostTransfer), got \(channel.type)")
    }
  }

  /// The mailboxes of the pairs in which this process stands at `place` (0 sends, 1 receives); one
  /// for the whole channel where there are no pairs.
  func mailboxes(
    _ operation: some Primitive, _ x: [HostTensor], _ process: GridProcess, place: Int
  ) throws(TensorError) -> [Grid.Mailbox] {
    if pairs.isEmpty { return [Grid.Mailbox(operation: "recv", channel: channel.handle)] }
    let limit = process.grid.partitions
    if let outside = pairs.joined().first(where: { $0 >= limit }) {
      throw operation.violation(
        "C4", x.map(\.type), "\(outside) in source_target_pairs is none of the \(limit) partitions")
    }
    // With a channel the pairs are of partitions; each replica has its own.
    return pairs.filter { $0[place] == process.partition }.map { pair in
      let row = process.replica * process.grid.partitions
      return Grid.Mailbox(
        operation: "recv", channel: channel.handle, source: row + pair[0], target: row + pair[1])
    }
  }
}

/// Values given to a channel, from which `recv` takes them.
///
/// Specification: `send`.
package struct Send: Primitive {
  package static let names = ["stablehlo.send"]
  package let transfer: Transfer

  package init(_ source: inout OperationSource) throws(TensorError) {
    transfer = try Transfer(&source)
  }
  package var attributes: [NamedAttribute] { transfer.attributes }
  package static func syntax(of name: String) -> Syntax { .generic }
  package var resultClause: String { "C6" }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x.last == .token else { throw violation("I2", x, "the last operand must be a token") }
    guard x.dropLast().allSatisfy(\.dtype.isElement) else {
      throw violation("I1", x, "all operands but the last must be tensors")
    }
    try transfer.check(self, x, hostType: 2)
    return [.token]
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    guard let process = context.process else {
      throw violation("S1", x.map(\.type), "nobody can receive outside of a grid")
    }
    for mailbox in try transfer.mailboxes(self, x, process, place: 0) {
      process.grid.send(Array(x.dropLast()), to: mailbox)
    }
    return [.token]
  }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}

/// Values taken from a channel, once `send` has given them.
///
/// Specification: `recv`.
package struct Receive: Primitive {
  package static let names = ["stablehlo.recv"]
  package let transfer: Transfer
  /// The declared types of the data and, last, the token.
  package let types: [TensorType]

  package init(_ source: inout OperationSource) throws(TensorError) {
    transfer = try Transfer(&source)
    types = source.results
  }
  package var attributes: [NamedAttribute] { transfer.attributes }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    guard x == [.token] else { throw violation("I1", x, "expected one token") }
    try transfer.check(self, x, hostType: 3)
    guard let last = types.last else { throw violation("C6", x, "expected at least one result") }
    guard types.dropLast().allSatisfy(\.dtype.isElement) else {
      throw violation("C7", x, "all results but the last must be tensors, got \(types)")
    }
    guard last == .token else {
      throw violation("C8", x, "the last result must be a token, got \(last)")
    }
    return types
  }
  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    guard let process = context.process else {
      throw violation("S1", x.map(\.type), "nobody can send outside of a grid")
    }
    guard let mailbox = try transfer.mailboxes(self, x, process, place: 1).first else {
      return types.map { $0 == .token ? .token : HostTensor.full($0, 0) }
    }
    let data = try process.grid.receive(process, from: mailbox)
    guard data.map(\.type) == Array(types.dropLast()) else {
      throw violation(
        "S2", x.map(\.type), "\(data.map(\.type)) was sent, expected \(types.dropLast())")
    }
    return data + [.token]
  }
  package var hasSideEffects: Bool { true }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }
}
