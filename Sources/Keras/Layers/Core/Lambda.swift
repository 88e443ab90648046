/// A layer that applies a function of Swift.
///
/// The function stays in the program: files hold no code, so a layer read from one is refused. Where
/// a model is to be saved, write a subclass of `Layer` and register it. Variables that the function
/// reads are not trained.
public final class Lambda: Layer {
  private let function: (Tensor, Bool) -> Tensor
  private let maskFunction: ((Tensor, Tensor?) -> Tensor?)?

  /// The layer that applies `function`; `mask` makes the mask of its result of input and mask.
  public convenience init(
    mask: ((Tensor, Tensor?) -> Tensor?)? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil, _ function: @escaping (Tensor) -> Tensor
  ) {
    self.init(withTraining: { x, _ in function(x) }, mask, name, trainable, dtype)
  }
  /// The layer that applies `function` to the input and to whether the call is one of training.
  public convenience init(
    mask: ((Tensor, Tensor?) -> Tensor?)? = nil, name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil, _ function: @escaping (Tensor, _ training: Bool) -> Tensor
  ) {
    self.init(withTraining: function, mask, name, trainable, dtype)
  }
  private init(
    withTraining function: @escaping (Tensor, Bool) -> Tensor,
    _ mask: ((Tensor, Tensor?) -> Tensor?)?, _ name: String?, _ trainable: Bool,
    _ dtype: DTypePolicy?
  ) {
    (self.function, maskFunction) = (function, mask)
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError(
      "a Lambda layer cannot be read from a file: it would run code of the file; write a subclass of "
        + "Layer that does the same, and register it: CustomObjects.register(MyLayer.self)")
  }
  public override var supportsMasking: Bool { true }

  public override func call(_ x: Tensor, training: Bool) -> Tensor { function(x, training) }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    [maskFunction.flatMap { $0(inputs.x, inputs.mask) }]
  }
}
