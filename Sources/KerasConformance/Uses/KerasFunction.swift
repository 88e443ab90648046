/// What a use of an object computes, as a function of its arrays.
public struct KerasFunction {
  /// Results with their names.
  public typealias Results = [(name: String, value: Tensor)]
  /// The arguments.
  let point: [Tensor]
  /// The function.
  let body: ([Tensor]) throws -> Results

  /// The results, computed step by step on the backend in force.
  public func results() throws -> Results { try checking { try body(point) } }

  /// The function as a program, its arguments, and the names of its results.
  func traced() throws -> (program: Program, operands: [HostTensor], names: [String]) {
    var names: [String] = []
    let (block, captured) = try checking {
      try Flat.record(
        {
          let results = try body($0)
          names = results.map(\.name)
          return results.map(\.value)
        }, point.map(\.type))
    }
    return (Program(block), try (captured + point).map { try $0.host() }, names)
  }
}

extension KerasCase {
  /// What is computed for `mode`, as a function; `nil` for what is several programs: trainings, and
  /// functions that compile by themselves.
  func function(_ mode: KerasMode) throws -> KerasFunction? {
    switch (kind, mode) {
    case (.layer, .inference): try LayerUse(self).function(training: false)
    case (.layer, .training): try LayerUse(self).function(training: true)
    case (.layer, .gradient): try LayerUse(self).gradient(training: trains)
    case (.layer, .mixedFloat16): try LayerUse(self, .mixedFloat16).function(training: false)
    case (.layer, .mixedBFloat16): try LayerUse(self, .mixedBFloat16).function(training: false)
    case (.loss, .value): try LossUse(self).value()
    case (.loss, .gradient): try LossUse(self).gradient()
    case (.loss, .float16): try LossUse(self, .f16).value()
    case (.loss, .bfloat16): try LossUse(self, .bf16).value()
    case (.metric, .results): try MetricUse(self).results()
    case (.optimizer, .trajectory): try OptimizerUse(self).trajectory()
    case (.model, .history): nil
    case (.function, .value): try FunctionUse(self).value()
    case (.function, .gradient): try FunctionUse(self).gradient()
    case (.function, .vmap): try FunctionUse(self).batched()
    case (.function, .eager): nil
    default:
      throw ConfigError("a \(kind.rawValue) has no mode '\(mode.rawValue)'")
    }
  }

  /// Whether gradients are those of training.
  private var trains: Bool { call["training"]?.bool ?? modes.contains(.training) }

  /// The results of a plain call on the backend in force, and with `gradient` the gradients.
  public func results(gradient: Bool) throws -> KerasFunction.Results {
    switch kind {
    case .layer:
      let training = call["training"]?.bool
      return try LayerUse(self).function(training: training).results()
        + (gradient ? LayerUse(self).gradient(training: training).results() : [])
    case .loss: return try results(.value) + (gradient ? results(.gradient) : [])
    case .metric: return try results(.results)
    case .optimizer: return try results(.trajectory)
    case .model: return try results(.history)
    case .function:
      let mode = modes.contains(.eager) ? KerasMode.eager : .value
      return try results(mode) + (gradient ? results(.gradient) : [])
    }
  }

  /// The results for `mode` on the backend in force.
  public func results(_ mode: KerasMode) throws -> KerasFunction.Results {
    try function(mode)?.results() ?? stepByStep()
  }

  /// The results of what is several programs, in the dtypes of `policy` if there is one.
  func stepByStep(_ policy: DTypePolicy? = nil) throws -> KerasFunction.Results {
    kind == .function
      ? try FunctionUse(self).value().results() : try TrainingUse(self, policy).results()
  }
}
