import NumPy

/// What a device computes of a part of a batch.
private struct Part: TensorTree {
  var outputs: [Tensor]
  var masks: [Tensor?]
  var losses: [Tensor]
  var assigned: [Tensor]
}

extension Model {
  /// Over how many devices a batch of this size is split: 1 if it is not.
  static func replicas(_ size: Int) -> Int {
    guard let count = distribution()?.numModelReplicas, count > 1, size > 0,
      size.isMultiple(of: count)
    else { return 1 }
    return count
  }

  /// The outputs for `x`, of which each device computes a part of all.
  func forward(_ x: [Tensor], over replicas: Int, training: Bool) -> [Masked] {
    let axis = "replicas of \(name)"
    var assigned: [Variable] = []
    func part(_ x: [Tensor]) -> Part {
      let scope = StatelessScope()
      return scope.run {
        var context = CallContext.current
        context.replicas = axis
        return CallContext.$current.withValue(context) {
          let outputs = apply(
            CallArguments(x.map { .tensor($0) }), masks: x.map { _ in nil }, training: training)
          assigned = scope.assigned
          return Part(
            outputs: outputs.map(\.tensor), masks: outputs.map(\.mask), losses: scope.losses,
            assigned: scope.values(of: assigned).map {
              $0.dtype.isFloat ? pmean($0, axisName: axis) : $0
            })
        }
      }
    }
    let whole = pmap(part, axisName: axis, devices: replicas)(
      x.map { reshape($0, [replicas, $0.shape[0] / replicas] + $0.shape.dropFirst()) })
    func joined(_ x: Tensor) -> Tensor {
      guard !x.isInvalid else { return x }
      guard x.rank > 1 else {
        fail("an output without an axis of samples cannot be joined from several devices", [x.type])
        return .invalid
      }
      return reshape(x, [x.shape[0] * x.shape[1]] + x.shape.dropFirst(2))
    }
    for (variable, value) in zip(assigned, whole.assigned) { variable.assign(value[0]) }
    for loss in whole.losses { addLoss(mean(loss, axis: 0)) }
    return zip(whole.outputs, whole.masks).map {
      Masked(tensor: joined($0), mask: $1.map(joined))
    }
  }

  /// Throws unless the weights can be laid out as the distribution in force says.
  func checkLayouts() throws {
    guard let distribution = distribution() else { return }
    for variable in variables {
      try distribution.variableLayout(variable.path, variable.shape)
        .check(variable.shape, of: variable.path)
    }
  }
}

/// The sum of `x` over the devices between which a batch is split.
func acrossReplicas(_ x: Tensor) -> Tensor {
  CallContext.current.replicas.map { psum(x, axisName: $0) } ?? x
}

/// The mean of `x` over the devices between which a batch is split into equal parts.
func meanAcrossReplicas(_ x: Tensor) -> Tensor {
  CallContext.current.replicas.map { pmean(x, axisName: $0) } ?? x
}
