/// How gradients change weights: Keras's `keras.optimizers`.
///
/// An optimizer of your own makes its variables in `build` by `addVariable(like:name:)` and changes
/// one weight in `updateStep`. All else is done around these: scales, clipping, weight decay, means
/// of the weights, constraints.
open class Optimizer: KerasObject {
  open class var module: String { "keras.optimizers" }
  open class var className: String { String(describing: Self.self) }
  open class var aliases: [String] { [className.lowercased()] }
  /// The learning rate where a config names none.
  open class var defaultLearningRate: Double { 0.001 }
  /// The weight decay where a config names none.
  open class var defaultWeightDecay: Double? { nil }

  /// The name.
  public let name: String
  /// What all optimizers have in common: clipping, weight decay, ….
  public internal(set) var options: OptimizerOptions
  /// How often it was applied.
  public let iterations: Variable
  /// The schedule of the learning rate, where it is not a number.
  public let schedule: LearningRateSchedule?
  /// The learning rate where it is a number.
  let rate: Variable?
  /// What `addVariable` made.
  private var state: [Variable] = []
  /// The weights it was built for.
  public private(set) var trainableVariables: [Variable] = []
  private var known: Set<ObjectIdentifier> = []
  /// Whether the state is made.
  public private(set) var isBuilt = false
  /// The means of the weights, with `useEma`.
  private(set) var averages = Slots()
  /// The sums of gradients, with `gradientAccumulationSteps`.
  private(set) var accumulators = Slots()
  /// The weights that do not decay.
  var undecayed: Set<ObjectIdentifier> = []
  var undecayedNames: [Regex<AnyRegexOutput>] = []

  /// An optimizer with this learning rate, a number or a schedule.
  public init(
    _ learningRate: any LearningRate, options: OptimizerOptions = OptimizerOptions(),
    name: String? = nil
  ) {
    let name = name ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.name = name
    self.options = options
    (iterations, rate, schedule) = Self.counters(name, learningRate.learningRateChoice)
    options.check(Self.className)
  }

  /// The object that `config` describes.
  public required init(config c: Config) throws {
    let name =
      try c.get("name", String?.none) ?? AutoNames.next(KerasClasses.snakeCase(Self.className))
    self.name = name
    options = try OptimizerOptions(config: c, weightDecay: Self.defaultWeightDecay)
    (iterations, rate, schedule) = Self.counters(
      name, try LearningRateChoice(config: c, Self.defaultLearningRate))
    options.check(Self.className)
  }

  private static func counters(
    _ name: String, _ choice: LearningRateChoice
  ) -> (Variable, Variable?, LearningRateSchedule?) {
    let iterations = Variable(
      Tensor(0 as Int32), name: "iteration", path: name + "/iteration", trainable: false,
      autocast: false)
    switch choice {
    case .schedule(let schedule): return (iterations, nil, schedule)
    case .constant(let value):
      let rate = Variable(
        Tensor(Float(value)), name: "learning_rate", path: name + "/learning_rate",
        trainable: false, autocast: false)
      return (iterations, rate, nil)
    }
  }

  open var config: JSONObject {
    let rate: JSON
    if let schedule {
      rate = serialize(schedule)
    } else {
      let value = try? self.rate?.stored.host().withElements(of: Float.self) { $0.first }
      rate = .number(Double((value ?? nil) ?? .nan))
    }
    return (["name": .string(name), "learning_rate": rate] as JSONObject).merging(options.config)
  }

  /// The optimizer's state: `iteration`, `learning_rate` unless there is a schedule, then the rest.
  open var variables: [Variable] { [iterations] + (rate.map { [$0] } ?? []) + state }

  /// Whether it has one learning rate: not where several optimizers share the weights.
  open var hasLearningRate: Bool { true }

  /// The learning rate of the next step.
  ///
  /// It may be set, unless there is a schedule.
  open var learningRate: Tensor {
    get { schedule.map { $0(iterations.rawValue) } ?? rate?.rawValue ?? .invalid }
    set {
      guard let rate else {
        return fail(
          "the learning rate follows a schedule and cannot be set; give the optimizer a number")
      }
      rate.assign(newValue)
    }
  }

  /// How many times the weights were changed: `iterations`, or the part of it that accumulation leaves.
  public var updateCount: Tensor {
    guard let steps = options.gradientAccumulationSteps else { return iterations.rawValue }
    return floorDivide(iterations.rawValue, Tensor(Int32(steps)))
  }

  /// Makes the state for these weights, unless it is there.
  public func buildIfNeeded(_ variables: [Variable]) {
    guard !isBuilt else { return }
    isBuilt = true
    trainableVariables = variables
    known = Set(variables.map(ObjectIdentifier.init))
    if options.useEma { averages = addSlots(variables, "average") }
    if options.gradientAccumulationSteps != nil {
      accumulators = addSlots(variables, "gradient_accumulator")
    }
    build(variables)
  }

  /// Makes the state for these weights: called once.
  open func build(_ variables: [Variable]) {}

  /// By which part a weight decays in a step of the learning rate 1; `nil` if it does not.
  open func weightDecay(of variable: Variable) -> Double? { options.weightDecay }

  /// Changes one weight by its gradient.
  open func updateStep(_ gradient: Tensor, _ variable: Variable, _ learningRate: Tensor) {
    fail("\(Self.className) changes nothing; override updateStep")
  }

  /// Changes these weights by their gradients, one after the other.
  open func updateSteps(_ updates: [(gradient: Tensor, variable: Variable)], _ rate: Tensor) {
    for (gradient, variable) in updates {
      updateStep(
        cast(gradient, dtype: variable.dtype), variable, cast(rate, dtype: variable.dtype))
    }
  }

  /// Changes all weights: Keras's `apply`.
  ///
  /// Gradients that are `nil` leave their weights alone. The weights are those it was built for
  /// unless others are named, which must be some of these.
  open func apply(_ gradients: [Tensor?], _ variables: [Variable]? = nil) {
    applyAll(gradients, variables)
  }

  /// The loss whose gradients are wanted: the loss, times `lossScaleFactor` if there is one.
  open func scaleLoss(_ loss: Tensor) -> Tensor {
    options.lossScaleFactor.map { loss * $0 } ?? loss
  }

  /// Sets the weights to what they are to be at the end of training: with `useEma` to their means.
  open func finalizeVariableValues(_ variables: [Variable]) {
    guard options.useEma else { return }
    for variable in variables where isKnown(variable) {
      variable.assign(averages[variable].rawValue)
    }
  }

  /// Adds a variable of the shape and dtype of `reference` to the state.
  public func addVariable(
    like reference: Variable, name: String, initializer: Initializer = .zeros
  ) -> Variable {
    let label = reference.path.split(separator: "/").joined(separator: "_") + "_" + name
    return addVariable(
      reference.shape, initializer, dtype: reference.dtype, name: label)
  }

  /// Adds a variable to the state.
  public func addVariable(
    _ shape: [Int], _ initializer: Initializer = .zeros, dtype: DType = .f32, name: String
  ) -> Variable {
    let variable = Variable(
      eagerly { initializer(shape, dtype: dtype) }, name: name, path: self.name + "/" + name,
      trainable: false, autocast: false)
    state.append(variable)
    return variable
  }

  /// Adds a variable like each of `variables` to the state.
  public func addSlots(
    _ variables: [Variable], _ name: String, initializer: Initializer = .zeros
  ) -> Slots {
    var slots = Slots()
    for variable in variables {
      slots[variable] = addVariable(like: variable, name: name, initializer: initializer)
    }
    return slots
  }

  /// Whether it was built for `variable`.
  func isKnown(_ variable: Variable) -> Bool { known.contains(ObjectIdentifier(variable)) }

  /// Reports an error of this optimizer.
  public func fail(_ message: String) {
    ErrorScope.report(TensorError("\(Self.className) '\(name)'", "", [], message))
  }
}

/// Variables of one kind, one for each weight.
public struct Slots {
  private var variables: [ObjectIdentifier: Variable] = [:]
  /// No variables.
  public init() {}

  /// The variable for `weight`; it must have been set.
  public subscript(weight: Variable) -> Variable {
    get {
      if let variable = variables[ObjectIdentifier(weight)] { return variable }
      ErrorScope.report(
        TensorError("optimizer", "", [], "it was not built for \(weight.path); build it before"))
      return Variable(.invalid, name: "missing")
    }
    set { variables[ObjectIdentifier(weight)] = newValue }
  }
}

/// Keras's `keras.optimizers`.
public enum Optimizers {}

extension Optimizer {
  /// Sets the learning rate.
  ///
  /// Throws where it follows a schedule.
  public func setLearningRate(_ rate: Double) throws {
    try checking { learningRate = Tensor(Float(rate)) }
  }

  /// The means of the weights, in their order; none without `useEma`.
  var averageVariables: [Variable] {
    options.useEma ? trainableVariables.map { averages[$0] } : []
  }
}
