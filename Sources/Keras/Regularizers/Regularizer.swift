/// What is added to the loss for the size of weights or outputs: Keras's `keras.regularizers`.
open class Regularizer: KerasObject {
  open class var module: String { "keras.regularizers" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// An object without settings.
  public init() {}
  /// The object that `config` describes.
  public required init(config: Config) throws {}
  open var config: JSONObject { [:] }

  /// The result for `x`.
  open func callAsFunction(_ x: Tensor) -> Tensor {
    ErrorScope.report(
      TensorError(
        "regularizers", "", [x.type], "\(Self.className) does nothing; override callAsFunction"))
    return .invalid
  }
}

/// Keras's `keras.regularizers`.
public enum Regularizers {}

extension KerasClasses {
  static let regularizers: [any KerasObject.Type] = [
    Regularizers.L1.self, Regularizers.L1L2.self, Regularizers.L2.self,
    Regularizers.OrthogonalRegularizer.self,
  ]
}
