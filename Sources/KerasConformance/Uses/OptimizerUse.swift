/// A case's optimizer with weights and their gradients.
struct OptimizerUse {
  private let optimizer: Optimizer
  private let weights: [Variable]
  /// The gradients of each step.
  private let gradients: [[Tensor]]

  init(_ one: KerasCase) throws {
    optimizer = try deserialize(one.serialized)
    guard !one.weights.list.isEmpty else {
      throw ConfigError("an optimizer needs weights to change: give them by --weights")
    }
    let weights = one.weights.list.map { name, value in
      Variable(value, name: name.split(separator: "/").last.map(String.init) ?? name, path: name)
    }
    gradients = try (0..<one.steps).map { step in
      try weights.map { variable in
        try one.inputs["gradient:\(variable.path):\(step)"]
          ?? one.inputs.require("gradient:\(variable.path)")
      }
    }
    self.weights = weights
    // Gradients of more steps than are made may be there.
    for variable in weights { _ = one.inputs.beginning(with: "gradient:\(variable.path):") }
    optimizer.buildIfNeeded(weights)
  }

  /// The state's variables by path; of several with one path the later ones are numbered.
  private var states: KerasFunction.Results {
    var counts: [String: Int] = [:]
    return optimizer.variables.map { variable in
      let count = counts[variable.path, default: 0]
      counts[variable.path] = count + 1
      return ("state:\(variable.path)" + (count == 0 ? "" : ":\(count)"), variable.rawValue)
    }
  }

  /// `trajectory:NAME`, the weight after each step; `rates` where there is one for all; `weight:NAME` and `state:NAME` at the
  /// end, and `final:NAME`, what the weight is set to then.
  func trajectory() -> KerasFunction {
    let variables = optimizer.variables + weights
    let point = variables.map(\.rawValue) + gradients.flatMap { $0 }
    return KerasFunction(point: point) { x in
      let scope = StatelessScope(variables, Array(x.prefix(variables.count)))
      var rest = x.dropFirst(variables.count)
      return scope.run {
        var seen = weights.map { _ in [Tensor]() }
        var rates: [Tensor] = []
        for _ in gradients {
          if optimizer.hasLearningRate { rates.append(optimizer.learningRate) }
          let own = rest.prefix(weights.count)
          rest = rest.dropFirst(weights.count)
          optimizer.apply(own.map { Optional($0) }, weights)
          for (i, weight) in weights.enumerated() { seen[i].append(weight.rawValue) }
        }
        var results: KerasFunction.Results = []
        if !gradients.isEmpty {
          results = zip(weights, seen).map { ("trajectory:\($0.path)", stack($1)) }
          if !rates.isEmpty { results.append(("rates", stack(rates))) }
        }
        results += weights.map { ("weight:\($0.path)", $0.rawValue) }
        results += states
        optimizer.finalizeVariableValues(weights)
        return results + weights.map { ("final:\($0.path)", $0.rawValue) }
      }
    }
  }
}
