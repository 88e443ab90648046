/// A learning rate that is a function of the step: Keras's `keras.optimizers.schedules`.
///
/// A schedule of your own overrides `callAsFunction`.
open class LearningRateSchedule: KerasObject {
  open class var module: String { "keras.optimizers.schedules" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// An object without settings.
  public init() {}
  /// The object that `config` describes.
  public required init(config: Config) throws {}
  open var config: JSONObject { [:] }

  /// The learning rate of step `step`, counted from 0; both are scalars.
  open func callAsFunction(_ step: Tensor) -> Tensor {
    fail("it gives no rate; override callAsFunction")
    return .invalid
  }

  /// The learning rate of step `step`.
  public func callAsFunction(_ step: Int) -> Tensor { self(Tensor(Int32(clamping: step))) }

  func requirePositive(_ steps: Int, _ name: String) {
    if steps <= 0 { fail("\(name) must be positive, got \(steps)") }
  }
}

/// Keras's `keras.optimizers.schedules`.
public enum Schedules {}
