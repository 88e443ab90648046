/// How weights begin: Keras's `keras.initializers`.
open class Initializer: KerasObject {
  open class var module: String { "keras.initializers" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// An initializer without settings.
  public init() {}
  /// The object that `config` describes.
  public required init(config: Config) throws {}
  open var config: JSONObject { [:] }

  /// The first values of a weight of this shape and dtype.
  open func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
    ErrorScope.report(
      TensorError(
        "initializer", "", [], "\(Self.className) makes no values; override callAsFunction"))
    return .invalid
  }
}

/// Keras's `keras.initializers`.
public enum Initializers {}

extension KerasClasses {
  static let initializers: [any KerasObject.Type] = [
    Initializers.Constant.self, Initializers.GlorotNormal.self, Initializers.GlorotUniform.self,
    Initializers.HeNormal.self, Initializers.HeUniform.self, Initializers.Identity.self,
    Initializers.LecunNormal.self, Initializers.LecunUniform.self, Initializers.Ones.self,
    Initializers.Orthogonal.self, Initializers.RandomNormal.self, Initializers.RandomUniform.self,
    Initializers.STFT.self, Initializers.TruncatedNormal.self, Initializers.VarianceScaling.self,
    Initializers.Zeros.self,
  ]
}
