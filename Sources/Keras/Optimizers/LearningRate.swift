/// What an optimizer takes as learning rate: a number, or a schedule.
public protocol LearningRate {
  /// The number or schedule meant.
  var learningRateChoice: LearningRateChoice { get }
}

/// A number or a schedule.
public enum LearningRateChoice {
  /// The same at every step, unless it is set anew.
  case constant(Double)
  /// A function of the step.
  case schedule(LearningRateSchedule)

  /// The choice that a config holds.
  init(config c: Config, _ fallback: Double) throws {
    switch c["learning_rate"] {
    case nil: self = .constant(fallback)
    case let json? where json.number != nil: self = .constant(json.number ?? fallback)
    case let json?:
      guard json.object != nil, let schedule: LearningRateSchedule = try c.object("learning_rate")
      else { throw c.unexpected("learning_rate", "a number or a schedule", json) }
      self = .schedule(schedule)
    }
  }
}

extension Double: LearningRate {
  /// This number.
  public var learningRateChoice: LearningRateChoice { .constant(self) }
}
extension Float: LearningRate {
  /// This number.
  public var learningRateChoice: LearningRateChoice { .constant(Double(self)) }
}
extension Int: LearningRate {
  /// This number.
  public var learningRateChoice: LearningRateChoice { .constant(Double(self)) }
}
extension LearningRateSchedule: LearningRate {
  /// This schedule.
  public var learningRateChoice: LearningRateChoice { .schedule(self) }
}
