/// What is done to a weight after each update: Keras's `keras.constraints`.
open class Constraint: KerasObject {
  open class var module: String { "keras.constraints" }
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
        "constraints", "", [x.type], "\(Self.className) does nothing; override callAsFunction"))
    return .invalid
  }
}

/// Keras's `keras.constraints`.
public enum Constraints {}

extension KerasClasses {
  static let constraints: [any KerasObject.Type] = [
    Constraints.MaxNorm.self, Constraints.MinMaxNorm.self, Constraints.NonNeg.self,
    Constraints.UnitNorm.self,
  ]
}
