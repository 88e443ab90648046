import Touchstone

extension KernelTable {
  /// Operations that are others in disguise: their kernels are those of the others.
  mutating func addRewritten() {
    add(Dot.self) { dot, operands in
      guard operands.count == 2 else { return nil }
      return KernelTable.all.kernel(for: dot.general(operands[0]), operands)
    }
    add(Broadcast.self) { broadcast, operands in
      guard let type = try? broadcast.resultType(operands) else { return nil }
      let axes = Array(broadcast.sizes.count..<type.rank)
      return KernelTable.all.kernel(for: BroadcastInDim(type, axes: axes), operands)
    }
    add(TorchIndexSelect.self) { select, operands in
      guard operands.count == 2 else { return nil }
      return KernelTable.all.kernel(for: select.gather(operands), operands)
    }
    addDynamic(DynamicReshape.self)
    addDynamic(DynamicBroadcastInDim.self)
    addDynamic(DynamicIota.self)
    addDynamic(DynamicPad.self)
    addDynamic(RealDynamicSlice.self)
    addDynamic(DynamicGather.self)
    add(DynamicConv.self) { convolution, operands in
      // The padding decides nothing about the kernel there is.
      let fixed = Convolution(convolution.settings)
      guard KernelTable.all.kernel(for: fixed, Array(operands.prefix(2))) != nil else { return nil }
      return dynamicKernel(convolution)
    }
    add(BroadcastBinary.self) { operation, operands in
      broadcastKernel(operation.operation, operation.broadcasting, operands)
    }
    add(BroadcastCompare.self) { operation, operands in
      broadcastKernel(operation.operation, operation.broadcasting, operands)
    }
    add(BroadcastComplex.self) { operation, operands in
      broadcastKernel(ComplexFromParts(), operation.broadcasting, operands)
    }
    add(BroadcastSelect.self) { operation, operands in
      broadcastKernel(Select(), Broadcasting(), operands)
    }
    add(ConstantLike.self) { constant, _ in
      { _, types, _ in
        let strides = types[0].shape.map { _ in 0 }
        let layout = StridedLayout(shape: types[0].shape, strides: strides)
        return [rearranged(constant.value, layout, types[0])]
      }
    }
    add(Map.self) { map, operands in
      guard let first = operands.last,
        let block = lifted(map.computation, map.captureCount, to: first.shape)
      else { return nil }
      let steps = StepByStep(block) { KernelTable.all.kernel(for: $0, $1) }
      return { x, _, context in
        let arguments = x
        x = []
        return try steps.run(block, arguments, in: context)
      }
    }
  }

  private mutating func addDynamic<P: DynamicOperation>(_: P.Type) {
    add(P.self) { operation, _ in dynamicKernel(operation) }
  }
}

private func dynamicKernel<P: DynamicOperation>(_ operation: P) -> Kernel {
  { x, types, context in
    let fixed = try operation.fixed(x, types[0])
    x.removeLast(x.count - P.fixedOperandCount)
    if let kernel = KernelTable.all.kernel(for: fixed, x.map(\.type)) {
      return try kernel(&x, types, context)
    }
    return [try fixed.evaluate(x, types[0])]
  }
}

/// The kernel of `operation` after each operand is repeated to the common shape.
private func broadcastKernel(
  _ operation: any Primitive, _ broadcasting: Broadcasting, _ operands: [TensorType]
) -> Kernel? {
  guard let shape = try? broadcasting.shape(Select(), operands),
    let kernel = KernelTable.all.kernel(for: operation, operands.map { $0.with(shape: shape) })
  else { return nil }
  return { x, types, context in
    for i in x.indices where x[i].shape != shape {
      let own = x[i].type.strides
      var strides = shape.map { _ in 0 }
      for (axis, place) in broadcasting.placement(x[i].type, shape.count).enumerated()
      where x[i].shape[axis] != 1 {
        strides[place] = own[axis]
      }
      let layout = StridedLayout(shape: shape, strides: strides)
      x[i] = rearranged(x[i], layout, x[i].type.with(shape: shape))
    }
    return try kernel(&x, types, context)
  }
}

/// `body`, which takes scalars, made to take all elements of a shape at once, if it is elementwise
/// throughout. What is captured stays a scalar and is repeated inside.
private func lifted(_ body: Block, _ captureCount: Int, to shape: [Int]) -> Block? {
  guard body.valueTypes.allSatisfy({ $0.rank == 0 && $0.dtype.isElement }) else { return nil }
  let parameters = body.parameters.enumerated().map {
    $0 < captureCount ? $1 : $1.with(shape: shape)
  }
  var builder = BlockBuilder(parameters: parameters)
  func spread(_ scalar: Int) -> Int? {
    let type = builder.valueTypes[scalar].with(shape: shape)
    return try? builder.append(BroadcastInDim(type, axes: []), [scalar]).lowerBound
  }
  var numbers: [Int] = []
  for i in parameters.indices {
    guard let number = i < captureCount ? spread(i) : i else { return nil }
    numbers.append(number)
  }
  for equation in body.equations {
    switch equation.operation {
    case is Abs, is Binary, is Clamp, is Compare, is Convert, is Predicate, is Select, is Unary:
      let operands = equation.operands.map { numbers[$0] }
      guard let results = try? builder.append(equation.operation, operands) else { return nil }
      numbers += results
    case is Constant:
      guard let scalar = try? builder.append(equation.operation, []).lowerBound,
        let number = spread(scalar)
      else { return nil }
      numbers.append(number)
    default: return nil
    }
  }
  return builder.block(returning: body.results.map { numbers[$0] })
}
