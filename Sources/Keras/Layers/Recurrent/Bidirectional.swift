/// A recurrent layer run along its input in both directions.
///
/// `mergeMode` says how the two outputs become one; `nil` gives both. The backward layer is a copy of
/// `layer` that goes the other way, or `backwardLayer`. States are those of the forward layer, then
/// those of the backward one, given and returned. Shape: that of the layer's result, the last axis
/// doubled by `concat`.
public final class Bidirectional: Layer {
  /// How two outputs become one.
  public enum MergeMode: String, CaseIterable, ConfigValue, Sendable {
    /// Their sum.
    case sum
    /// Their product.
    case mul
    /// One after the other along the last axis.
    case concat
    /// Their mean.
    case ave
  }
  /// The layer that begins with the first step.
  public let forwardLayer: RNN
  /// The layer that begins with the last step.
  public let backwardLayer: RNN
  /// How the two outputs become one; `nil` for not at all.
  public let mergeMode: MergeMode?
  private let initialWeights: [Tensor]?

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ layer: RNN, mergeMode: MergeMode? = .concat, weights: [Tensor]? = nil,
    backwardLayer: RNN? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    (forwardLayer, self.backwardLayer) = Self.pair(layer, backwardLayer)
    self.mergeMode = mergeMode
    initialWeights = weights
    super.init(name: name, trainable: trainable, dtype: dtype ?? layer.dtypePolicy)
    checkLayers()
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    guard let layer = try c.object("layer", RNN.self) else {
      throw c.unexpected("layer", "a recurrent layer", c["layer"] ?? .null)
    }
    (forwardLayer, backwardLayer) = Self.pair(layer, try c.object("backward_layer"))
    mergeMode = try c.get("merge_mode", MergeMode?.some(.concat))
    initialWeights = nil
    try super.init(config: c)
    checkLayers()
  }

  /// Copies of the layers; those that `layer` is copied for are named for their directions.
  ///
  /// Outputs of sequences are 0 where a mask does not hold, so that they can be merged.
  private static func pair(_ layer: RNN, _ backward: RNN?) -> (RNN, RNN) {
    func copy(_ layer: RNN, _ name: String, turned: Bool = false) -> RNN {
      var fields = layer.config
      fields["name"] = .string(name)
      fields["zero_output_for_mask"] = layer.returnSequences.json
      if turned { fields["go_backwards"] = (!layer.goBackwards).json }
      do {
        return try type(of: layer).init(config: Config(fields, of: type(of: layer).className))
      } catch {
        report("Bidirectional", "the layer cannot be copied by its config: \(error)")
        return layer
      }
    }
    // A layer read from a file has its name already.
    let name = layer.name.hasPrefix("forward_") ? String(layer.name.dropFirst(8)) : layer.name
    return (
      copy(layer, "forward_\(name)"),
      backward.map { copy($0, $0.name) } ?? copy(layer, "backward_\(name)", turned: true)
    )
  }

  private func checkLayers() {
    let (one, other) = (forwardLayer, backwardLayer)
    if one.goBackwards == other.goBackwards {
      fail(
        "the two layers must go in different directions; both have goBackwards "
          + "\(one.goBackwards)")
    }
    if one.returnSequences != other.returnSequences || one.returnState != other.returnState
      || one.stateful != other.stateful
    {
      fail("the two layers must agree in returnSequences, returnState and stateful")
    }
  }

  public override var config: JSONObject {
    super.config.merging([
      "merge_mode": mergeMode.json, "layer": serialize(forwardLayer),
      "backward_layer": serialize(backwardLayer),
    ])
  }
  public override var callSignature: CallSignature {
    CallSignature(["sequences"], options: ["initial_state", "mask"])
  }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first else { return }
    forwardLayer.buildIfNeeded([shape])
    backwardLayer.buildIfNeeded([shape])
    guard let initialWeights else { return }
    do { try setWeights(initialWeights) } catch { fail("\(error)") }
  }

  public override func build(fromConfig config: JSONObject) throws {
    try super.build(fromConfig: sequenceShape(config))
  }

  /// Lets the next batch begin with states of zeros.
  public func resetState() {
    forwardLayer.resetState()
    backwardLayer.resetState()
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.tensors("initial_state") ?? Array(inputs.tensors.dropFirst())
    guard given.count.isMultiple(of: 2) else {
      fail("expected as many states for the forward as for the backward layer, got \(given.count)")
      return [.invalid]
    }
    let half = given.count / 2
    func results(_ layer: RNN, _ states: some Sequence<Tensor>) -> [Tensor] {
      let states = states.map { CallArgument.tensor($0) }
      return layer.apply(
        CallArguments([.tensor(inputs.x)], states.isEmpty ? [:] : ["initial_state": .list(states)]),
        masks: [inputs.mask], training: inputs.training
      ).map(\.tensor)
    }
    let forward = results(forwardLayer, given.prefix(half))
    let backward = results(backwardLayer, given.dropFirst(half))
    let y = forward[0]
    let back = forwardLayer.returnSequences ? flip(backward[0], axis: 1) : backward[0]
    let merged: [Tensor] =
      switch mergeMode {
      case .sum: [y + back]
      case .mul: [y * back]
      case .ave: [(y + back) / 2]
      case .concat: [concatenate([y, back], axis: -1)]
      case nil: [y, back]
      }
    return merged + forward.dropFirst() + backward.dropFirst()
  }

  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    let sequences = forwardLayer.returnSequences ? (mergeMode == nil ? 2 : 1) : 0
    return outputs.indices.map { $0 < sequences ? inputs.mask : nil }
  }
}

extension Bidirectional {
  /// The results for `x`, beginning with these states: those of the forward layer first.
  public func callAsFunction(
    _ x: Tensor, initialState: [Tensor], training: Bool? = nil
  ) -> [Tensor] {
    self(
      CallArguments([.tensor(x)], ["initial_state": .list(initialState.map { .tensor($0) })]),
      training: training)
  }
}
