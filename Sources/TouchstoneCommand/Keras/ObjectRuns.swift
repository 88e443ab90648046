import Keras

/// One use of a loss, a metric or an optimizer.
enum ObjectRuns {
  static func loss(
    _ loss: Loss, _ inputs: NamedArrays, gradient: Bool
  ) throws -> [(String, Tensor)] {
    let (yTrue, yPred) = (try inputs.require("y_true"), try inputs.require("y_pred"))
    let weight = inputs["sample_weight"]
    let value = { (yPred: Tensor) in loss(yTrue, yPred, sampleWeight: weight) }
    var results = [("out0", value(yPred))]
    if gradient { results.append(("grad:y_pred", grad { sum(value($0)) }(yPred))) }
    return results
  }

  static func metric(_ metric: Metric, _ inputs: NamedArrays) throws -> [(String, Tensor)] {
    let isNumbered = inputs["y_true:0"] != nil || inputs["values:0"] != nil
    var results: [(String, Tensor)] = []
    repeat {
      let suffix = isNumbered ? ":\(results.count)" : ""
      let weight = inputs["sample_weight" + suffix]
      if let values = inputs["values" + suffix] {
        switch metric {
        case let mean as Metrics.Mean: mean.updateState(values, sampleWeight: weight)
        case let sum as Metrics.Sum: sum.updateState(values, sampleWeight: weight)
        default:
          throw ConfigError("\(metric.classNameInFiles) takes y_true and y_pred, and no values")
        }
      } else {
        let yTrue = try inputs.require("y_true" + suffix)
        let yPred = try inputs.require("y_pred" + suffix)
        metric.build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
        metric.updateState(yTrue, yPred, sampleWeight: weight)
      }
      results.append(("out\(results.count)", metric.result()))
    } while isNumbered
      && (inputs["y_true:\(results.count)"] != nil || inputs["values:\(results.count)"] != nil)
    return results + metric.variables.map { ("state:\($0.name)", $0.rawValue) }
  }

  static func optimizer(
    _ optimizer: Optimizer, _ inputs: NamedArrays, _ weights: NamedArrays, steps: Int
  ) throws -> [(String, Tensor)] {
    guard !weights.list.isEmpty else {
      throw ConfigError("an optimizer needs weights to change: give them by --weights")
    }
    let variables = weights.list.map { name, value in
      Variable(value, name: name.split(separator: "/").last.map(String.init) ?? name, path: name)
    }
    optimizer.buildIfNeeded(variables)
    for step in 0..<steps {
      let gradients = try variables.map { variable in
        try inputs["gradient:\(variable.path):\(step)"]
          ?? inputs.require("gradient:\(variable.path)")
      }
      optimizer.apply(gradients.map { Optional($0) }, variables)
    }
    return variables.map { ("weight:\($0.path)", $0.rawValue) }
      + optimizer.variables.map { ("state:\($0.path)", $0.rawValue) }
  }
}
