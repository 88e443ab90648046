/// A tensor with the mask that goes with it.
struct Masked {
  var tensor: Tensor
  var mask: Tensor?
}

extension Layer {
  /// The result for one tensor.
  ///
  /// Without `training` the layer around decides, and outermost it is false.
  public func callAsFunction(_ x: Tensor, training: Bool? = nil, mask: Tensor? = nil) -> Tensor {
    self([x], training: training, masks: [mask])[0]
  }

  /// The results for several tensors.
  public func callAsFunction(
    _ tensors: [Tensor], training: Bool? = nil, masks: [Tensor?] = []
  ) -> [Tensor] {
    let masks = masks.isEmpty ? tensors.map { _ in nil } : masks
    return apply(
      CallArguments(tensors.map { .tensor($0) }), masks: masks, training: training
    ).map(\.tensor)
  }

  /// The results for arguments of any form.
  public func callAsFunction(_ arguments: CallArguments<Tensor>, training: Bool? = nil) -> [Tensor]
  {
    let arguments = callSignature.bound(arguments)
    return apply(
      arguments, masks: arguments.positionalLeaves.map { _ in nil }, training: training
    ).map(\.tensor)
  }

  /// Calls the layer as models do: builds it, casts its inputs, hands masks on.
  func apply(
    _ arguments: CallArguments<Tensor>, masks: [Tensor?], training: Bool? = nil
  ) -> [Masked] {
    var context = CallContext.current
    let isTraining = training ?? context.training ?? trainsByDefault
    let compute = dtypePolicy.computeDType
    var arguments = arguments
    // What is invalid was reported where it became so; it only passes through.
    let invalid = arguments.leaves.map { _ in Masked(tensor: .invalid) }
    if arguments.leaves.contains(where: \.isInvalid) { return invalid }
    if autocastsInputs {
      arguments = arguments.map {
        $0.dtype.isFloat && $0.dtype != compute ? convert($0, to: compute) : $0
      }
    }
    let given = arguments.positionalLeaves.map { ($0.shape.map { Int?($0) }, $0.dtype) }
    guard accepts(given) else { return invalid }
    if !isBuilt {
      buildIfNeeded(given.map(\.0))
      guard isBuilt else { return invalid }
    }
    context.training = isTraining
    if !context.isInside, context.stateless == nil {
      // What calls before added to the loss is no part of this one.
      for layer in [self] + allSublayers { layer.addedLosses = [] }
    }
    context.isInside = true
    context.autocast = compute == dtypePolicy.variableDType ? nil : compute
    let inputs = Inputs(arguments: arguments, masks: masks, training: isTraining)
    return CallContext.$current.withValue(context) {
      let outputs = callMasked(inputs)
      if let activityRegularizer {
        for output in outputs {
          // Keras divides by the size of the batch, so that the sum over batches has the same scale.
          let size = Double(output.tensor.shape.first ?? 1)
          addLoss(activityRegularizer(output.tensor) / size)
        }
      }
      return outputs
    }
  }

  /// The result of a layer in a model that is being put together.
  public func callAsFunction(_ x: KerasTensor) -> KerasTensor {
    self(CallArguments([.tensor(x)]))[0]
  }
  /// The results for several tensors, given as one list, as merging layers take them.
  public func callAsFunction(_ tensors: [KerasTensor]) -> KerasTensor {
    self(CallArguments([.list(tensors.map { .tensor($0) })]))[0]
  }
  /// The results for arguments of any form.
  public func callAsFunction(_ arguments: CallArguments<KerasTensor>) -> [KerasTensor] {
    do {
      let bound = callSignature.bound(arguments)
      if bound.positionalLeaves.isEmpty, let first = callSignature.tensors.first {
        fail(
          "the call needs a tensor, first or by the name '\(first)', got "
            + (arguments.keywords.isEmpty
              ? "none" : "only \(arguments.keywords.keys.sorted().joined(separator: ", "))"))
        return [KerasTensor([])]
      }
      let outputs = try checking { () -> [KerasTensor] in
        guard accepts(bound.positionalLeaves.map { ($0.shape, $0.dtype) }) else { return [] }
        buildIfNeeded(bound.positionalLeaves.map(\.shape))
        guard isBuilt else { return [] }
        let outputs = try computeOutputSpec(bound)
        if let complaint = outputs.lazy.compactMap({ SizeLimit.complaint($0.shape) }).first {
          fail(complaint)
        }
        return outputs
      }
      return Node(self, arguments, outputs).outputs
    } catch let error as TensorError {
      ErrorScope.report(error)
    } catch {
      fail("\(error)")
    }
    return [KerasTensor([])]
  }

  /// Whether the inputs are as `inputSpec` wants them; reports what is wrong.
  private func accepts(_ inputs: [(shape: Shape, dtype: DType)]) -> Bool {
    guard let inputSpec else { return true }
    for (shape, dtype) in inputs {
      if let complaint = inputSpec.complaint(shape, dtype) {
        fail(complaint)
        return false
      }
    }
    return true
  }

  /// The shapes of the results, found by tracing `call` without computing anything.
  ///
  /// Open sizes are tried as two different ones: what differs between the results is open.
  func tracedSpec(_ arguments: CallArguments<KerasTensor>) throws -> [KerasTensor] {
    let first = try traced(arguments, open: 83)
    guard arguments.leaves.contains(where: { $0.shape.contains(nil) }) else {
      return first.map { KerasTensor($0.shape.map { $0 }, dtype: $0.dtype) }
    }
    let second = try traced(arguments, open: 89)
    return zip(first, second).map { a, b in
      KerasTensor(zip(a.shape, b.shape).map { $0 == $1 ? $0 : nil }, dtype: a.dtype)
    }
  }

  private func traced(
    _ arguments: CallArguments<KerasTensor>, open size: Int
  ) throws -> [TensorType] {
    let types = arguments.leaves.map { TensorType($0.dtype, $0.shape.map { $0 ?? size }) }
    if let type = types.first(where: { $0.checkedCount == nil }) {
      throw ConfigError("an input of the shape \(type.shape) has too many elements")
    }
    return try Flat.record(
      { leaves in
        var next = leaves.makeIterator()
        let tensors = arguments.map { _ in next.next() ?? .invalid }
        // Whatever state the call changes stays in the scope.
        return StatelessScope().run { self(tensors) }
      }, types, transformation: "\(name)'s call"
    ).block.resultTypes
  }

  /// The results as a function of the layer's variables: Keras's `stateless_call`.
  ///
  /// The values are those of `trainableVariables` and `nonTrainableVariables`; the layer must be
  /// built. Returns the results, the new values of the non-trainable ones, and what was added to the
  /// loss.
  public func statelessCall(
    _ trainable: [Tensor], _ nonTrainable: [Tensor], _ arguments: CallArguments<Tensor>,
    training: Bool? = nil
  ) -> (outputs: [Tensor], nonTrainable: [Tensor], losses: [Tensor]) {
    let fixed = nonTrainableVariables
    let scope = StatelessScope(trainableVariables + fixed, trainable + nonTrainable)
    return scope.run {
      let outputs = self(arguments, training: training)
      return (outputs, scope.values(of: fixed), losses)
    }
  }
}
