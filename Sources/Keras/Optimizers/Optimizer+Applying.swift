extension Optimizer {
  /// One step: gradients are unscaled, gathered and clipped, weights decay and change, means are
  /// kept, constraints hold.
  final func applyAll(_ gradients: [Tensor?], _ given: [Variable]?) {
    let variables = given ?? trainableVariables
    guard gradients.count == variables.count else {
      return fail("\(gradients.count) gradients came for \(variables.count) weights")
    }
    buildIfNeeded(variables)
    if let unknown = variables.first(where: { !isKnown($0) }) {
      return fail(
        "it was built for other weights than \(unknown.path); an optimizer serves those it saw first"
      )
    }
    var updates: [(gradient: Tensor, variable: Variable)] = []
    for case (let gradient?, let variable) in zip(gradients, variables) {
      guard gradient.shape == variable.shape || gradient.isInvalid else {
        return fail(
          "\(variable.path) has the shape \(variable.shape), its gradient \(gradient.shape)")
      }
      if variable.overwriteWithGradient {
        variable.assign(gradient)
      } else if let factor = options.lossScaleFactor {
        updates.append((gradient / factor, variable))
      } else {
        updates.append((gradient, variable))
      }
    }
    guard updates.isEmpty || !variables.isEmpty else { return }
    if let steps = options.gradientAccumulationSteps {
      accumulate(updates, steps)
    } else {
      update(updates)
    }
    if options.useEma { updateAverages() }
    for variable in variables {
      if let constraint = variable.constraint { variable.assign(constraint(variable.rawValue)) }
    }
    iterations.assignAdd(Tensor(1 as Int32))
  }

  /// Changes all weights by pairs of gradients and weights: Keras's `apply_gradients`.
  public func applyGradients(_ pairs: [(gradient: Tensor?, variable: Variable)]) {
    apply(pairs.map(\.gradient), pairs.map(\.variable))
  }

  /// The values of weights and state after a step, as a function of those before: Keras's
  /// `stateless_apply`.
  ///
  /// `state` is that of `variables`, `weights` that of `trainableVariables`; it must be built.
  public func statelessApply(
    _ state: [Tensor], _ gradients: [Tensor?], _ weights: [Tensor]
  ) -> (weights: [Tensor], state: [Tensor]) {
    let (trained, own) = (trainableVariables, variables)
    guard isBuilt, state.count == own.count, weights.count == trained.count else {
      fail(
        "expected the values of \(own.count) variables and \(trained.count) weights"
          + (isBuilt ? "" : " after it is built") + ", got \(state.count) and \(weights.count)")
      return (weights, state)
    }
    let scope = StatelessScope(own + trained, state + weights)
    scope.run { apply(gradients, trained) }
    return (scope.values(of: trained), scope.values(of: own))
  }

  /// Says which weights do not decay, by themselves or by parts of their names; before it is built.
  public func excludeFromWeightDecay(_ variables: [Variable] = [], names: [String] = []) {
    guard !isBuilt else {
      return fail("weights must be excluded from decay before the optimizer is built")
    }
    undecayed.formUnion(variables.map(ObjectIdentifier.init))
    for name in names {
      do { undecayedNames.append(try Regex(name)) } catch {
        fail("'\(name)' is no pattern of names: \(error)")
      }
    }
  }

  /// Changes weights by gradients that are complete.
  private func update(_ updates: [(gradient: Tensor, variable: Variable)]) {
    let rate = learningRate
    let clipped = clip(updates.map(\.gradient))
    for (_, variable) in updates where decays(variable) {
      guard let decay = weightDecay(of: variable) else { continue }
      let value = variable.rawValue
      variable.assign(value - value * decay * cast(rate, dtype: variable.dtype))
    }
    updateSteps(zip(clipped, updates).map { ($0, $1.variable) }, rate)
  }

  private func decays(_ variable: Variable) -> Bool {
    !undecayed.contains(ObjectIdentifier(variable))
      && !undecayedNames.contains { variable.name.firstMatch(of: $0) != nil }
  }

  /// Adds gradients up, and changes weights by their mean at every `steps`-th call.
  private func accumulate(_ updates: [(gradient: Tensor, variable: Variable)], _ steps: Int) {
    let isLast = equal(
      remainder(iterations.rawValue + Tensor(1 as Int32), Tensor(Int32(steps))),
      Tensor(0 as Int32))
    let sums = updates.map {
      accumulators[$0.variable].rawValue + cast($0.gradient, dtype: $0.variable.dtype)
    }
    updateVariables(variables + trainableVariables, where: isLast) {
      update(zip(sums, updates).map { ($0 / Double(steps), $1.variable) })
    }
    for (total, (_, variable)) in zip(sums, updates) {
      accumulators[variable].assign(NumPy.where(isLast, zerosLike(total), total))
    }
  }

  /// Runs `body` where `predicate` holds; elsewhere `variables` stay as they are.
  func updateVariables(
    _ variables: [Variable], where predicate: Tensor, _ body: () -> Void,
    else otherwise: () -> Void = {}
  ) {
    func values(after body: () -> Void) -> [Tensor] {
      let scope = StatelessScope()
      scope.run(body)
      return scope.values(of: variables)
    }
    let new = cond(predicate, { values(after: body) }, { values(after: otherwise) })
    for (variable, value) in zip(variables, new) { variable.assign(value) }
  }

  private func updateAverages() {
    let count = updateCount
    for variable in trainableVariables {
      let (average, dtype) = (averages[variable], variable.dtype)
      // The first step takes the weight as it is.
      let momentum = cast(notEqual(count, Tensor(0 as Int32)), dtype: dtype) * options.emaMomentum
      average.assign(momentum * average.rawValue + (1 - momentum) * variable.rawValue)
    }
    guard let frequency = options.emaOverwriteFrequency else { return }
    let isTime = equal(
      remainder(count + Tensor(1 as Int32), Tensor(Int32(frequency))), Tensor(0 as Int32))
    for variable in trainableVariables {
      variable.assign(
        NumPy.where(isTime, averages[variable].rawValue, variable.rawValue))
    }
  }
}
