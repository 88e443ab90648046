/// A case's metric with one batch or several.
struct MetricUse {
  private let metric: Metric
  private let batches: [Batch]

  private struct Batch {
    var values, yTrue, yPred, weight: Tensor?
    var tensors: [Tensor] { [values, yTrue, yPred, weight].compactMap { $0 } }

    /// The same with other tensors.
    func filled(_ rest: inout ArraySlice<Tensor>) -> Batch {
      Batch(
        values: values.flatMap { _ in rest.popFirst() },
        yTrue: yTrue.flatMap { _ in rest.popFirst() },
        yPred: yPred.flatMap { _ in rest.popFirst() },
        weight: weight.flatMap { _ in rest.popFirst() })
    }
  }

  init(_ one: KerasCase) throws {
    metric = try deserialize(one.serialized)
    let inputs = one.inputs
    let isNumbered = inputs["y_true:0"] != nil || inputs["values:0"] != nil
    var batches: [Batch] = []
    repeat {
      let suffix = isNumbered ? ":\(batches.count)" : ""
      var batch = Batch(
        values: inputs["values" + suffix], weight: inputs["sample_weight" + suffix])
      if batch.values == nil {
        batch.yTrue = try inputs.require("y_true" + suffix)
        batch.yPred = try inputs.require("y_pred" + suffix)
      } else if !(metric is Metrics.Mean || metric is Metrics.Sum) {
        throw ConfigError("\(metric.classNameInFiles) takes y_true and y_pred, and no values")
      }
      batches.append(batch)
    } while isNumbered
      && (inputs["y_true:\(batches.count)"] != nil || inputs["values:\(batches.count)"] != nil)
    self.batches = batches
    if let yTrue = batches[0].yTrue, let yPred = batches[0].yPred {
      metric.build(yTrue.shape.map { $0 }, yPred.shape.map { $0 })
    }
  }

  private func update(_ batch: Batch) {
    if let values = batch.values {
      (metric as? Metrics.Mean)?.updateState(values, sampleWeight: batch.weight)
      (metric as? Metrics.Sum)?.updateState(values, sampleWeight: batch.weight)
    } else if let yTrue = batch.yTrue, let yPred = batch.yPred {
      metric.updateState(yTrue, yPred, sampleWeight: batch.weight)
    }
  }

  /// `before`, then `out0`, `out1`, … after each batch, and `state:NAME`.
  func results() -> KerasFunction {
    let variables = metric.variables
    let point = variables.map(\.rawValue) + batches.flatMap(\.tensors)
    return KerasFunction(point: point) { x in
      let scope = StatelessScope(variables, Array(x.prefix(variables.count)))
      var rest = x.dropFirst(variables.count)
      return scope.run {
        var results: KerasFunction.Results = [("before", metric.result())]
        for (i, batch) in batches.enumerated() {
          update(batch.filled(&rest))
          results.append(("out\(i)", metric.result()))
        }
        return results + variables.map { ("state:\($0.name)", $0.rawValue) }
      }
    }
  }
}
