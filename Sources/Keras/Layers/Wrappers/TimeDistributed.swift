/// A layer applied to each step of a sequence by itself, with the same weights.
///
/// Shape: [batch, steps, …], each step's [batch, …] becoming the layer's result. A mask
/// [batch, steps] goes to the layer step by step, and is handed on.
public final class TimeDistributed: Wrapper {
  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ layer: Layer, name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(layer, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that `config` describes.
  public required init(config: Config) throws { try super.init(config: config) }
  public override var supportsMasking: Bool { true }

  public override func build(_ inputShapes: [Shape]) {
    guard let shape = inputShapes.first, shape.count >= 3 else {
      return fail(
        "expected an input [batch, steps, …] of 3 axes or more, got "
          + "\(inputShapes.map(pythonTuple).joined(separator: ", "))")
    }
    layer.buildIfNeeded([[shape[0]] + shape.dropFirst(2)])
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let x = inputs.x
    guard x.rank >= 3, x.shape[1] > 0 else {
      fail("expected an input [batch, steps, …] of one step or more", [x.type])
      return [.invalid]
    }
    let mask = inputs.mask.map { moveaxis($0, 1, 0) }
    let steps = moveaxis(x, 1, 0)
    // All steps at once, unless a step changes variables or adds to the loss: those come in turn.
    let scope = StatelessScope()
    var (together, count) = ([] as [Tensor], 0)
    if mask == nil {
      together = scope.run {
        vmap { (x: Tensor) in
          let results = self.step(x, nil, inputs.training)
          count = results.count
          return results
        }(steps)
      }
      if scope.assigned.isEmpty, scope.losses.isEmpty { return together.map { moveaxis($0, 0, 1) } }
    }
    let results = (0..<x.shape[1]).map { i in
      step(steps[i], mask.map { $0[i] }, inputs.training)
    }
    count = results[0].count
    return (0..<count).map { k in stack(results.map { $0[k] }, axis: 1) }
  }

  private func step(_ x: Tensor, _ mask: Tensor?, _ training: Bool) -> [Tensor] {
    layer.apply(CallArguments([.tensor(x)]), masks: [mask], training: training).map(\.tensor)
  }
}
