/// How gradients change weights: Keras's `keras.optimizers`.
///
/// An optimizer of your own makes its variables in `build` by `addVariable(like:name:)` and changes
/// one weight in `updateStep`.
open class Optimizer: KerasObject {
  open class var module: String { "keras.optimizers" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [] }
  /// The name.
  public let name: String
  /// How often it was applied.
  public let iterations: Variable
  /// The learning rate as a variable.
  let rate: Variable
  /// The optimizer's state: `iteration`, `learning_rate`, then what `build` made.
  public private(set) var variables: [Variable]
  /// The weights it was built for.
  public private(set) var trainableVariables: [Variable] = []

  public init(_ learningRate: Double = 0.001, name: String? = nil) {
    let name = name ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.name = name
    iterations = Variable(
      Tensor(0 as Int32), name: "iteration", path: name + "/iteration", trainable: false,
      autocast: false)
    rate = Variable(
      Tensor(Float(learningRate)), name: "learning_rate", path: name + "/learning_rate",
      trainable: false, autocast: false)
    variables = [iterations, rate]
  }

  public required convenience init(config c: Config) throws {
    self.init(try c.get("learning_rate", 0.001), name: try c.get("name"))
  }

  open var config: JSONObject { ["name": .string(name)] }

  /// The learning rate of the next step.
  public var learningRate: Tensor { rate.rawValue }

  /// Makes the state for these weights, unless it is there.
  public func buildIfNeeded(_ variables: [Variable]) {
    guard trainableVariables.isEmpty else { return }
    trainableVariables = variables
    build(variables)
  }

  /// Makes the state for these weights.
  open func build(_ variables: [Variable]) {}

  /// Changes one weight.
  open func updateStep(_ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor) {
    variable.assignSub(learningRate * gradient)
  }

  /// Changes all weights: Keras's `apply`.
  public func apply(_ gradients: [Tensor], _ variables: [Variable]) {
    buildIfNeeded(variables)
    for (gradient, variable) in zip(gradients, variables) {
      updateStep(gradient, variable, learningRate)
    }
    iterations.assignAdd(Tensor(1 as Int32))
  }

  /// The loss whose gradients are wanted: the loss, unless gradients are to be scaled.
  open func scaleLoss(_ loss: Tensor) -> Tensor { loss }
}

/// Keras's `keras.optimizers`.
public enum Optimizers {}

extension KerasClasses {
  static let optimizers: [any KerasObject.Type] = []
  static let schedules: [any KerasObject.Type] = []
}

extension Optimizers {
  /// Gradient descent.
  public final class SGD: Optimizer {}
  /// The optimizer whose gradients are scaled.
  public final class LossScaleOptimizer: Optimizer {
    public init(_ inner: Optimizer) { super.init() }
    public required convenience init(config c: Config) throws { fatalError() }
  }
}
extension Optimizer {
  public static func rmsprop() -> Optimizer { Optimizers.SGD() }
}

extension Optimizer {
  public func setLearningRate(_ rate: Double) throws { self.rate.assign(Tensor(Float(rate))) }
  var averageVariables: [Variable] { [] }
}
