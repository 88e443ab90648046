/// The inputs from which `tensor` is made, each once: Keras's `get_source_inputs`.
///
/// They come in the order in which a walk from the tensor back, first arguments first, meets them. A
/// tensor that no layer made is its own source.
public func getSourceInputs(_ tensor: KerasTensor) -> [KerasTensor] {
  var sources: [KerasTensor] = []
  var seen: Set<ObjectIdentifier> = []
  // A stack of its own, so that the depth of a model does not matter.
  var pending = [tensor]
  while let next = pending.popLast() {
    let isInput = next.history.map { $0.node.layer is InputLayer } ?? true
    guard let node = next.history?.node, !isInput else {
      if seen.insert(ObjectIdentifier(next)).inserted { sources.append(next) }
      continue
    }
    if seen.insert(ObjectIdentifier(node)).inserted {
      pending += node.arguments.leaves.reversed()
    }
  }
  return sources
}
