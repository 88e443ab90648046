// Under `vmap` an effect that all members share happens once: the batcher passes on what has no
// batched operand. Data that differs between members has no one to be given to.

extension Primitive {
  /// The error that members of a batch would each have an effect of their own.
  fileprivate func effectOfEachMember(_ x: [Tensor], _ what: String) -> TensorError {
    TensorError(
      name, "", x.map(\.type),
      "\(what) differs between the members of a batch, and there is no order in which members could "
        + "do this; move it out of vmap, or map over other arguments")
  }
}

extension Block {
  /// Whether it orders effects, itself or in a body or function.
  var usesTokens: Bool {
    valueTypes.contains(.token)
      || equations.contains { equation in
        equation.operation.regions.contains(where: \.usesTokens)
          || equation.operation.callees.contains(where: \.block.usesTokens)
      }
  }
}

extension Infeed {
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    throw effectOfEachMember(x, "the token that it waits for")
  }
}

extension Outfeed {
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    throw effectOfEachMember(x, "what it gives to the host")
  }
}

extension Send {
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    throw effectOfEachMember(x, "what it sends")
  }
}

extension Receive {
  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    throw effectOfEachMember(x, "the token that it waits for")
  }
}
