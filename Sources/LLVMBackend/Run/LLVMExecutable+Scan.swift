import OpenBLASBackend
import Touchstone

extension LLVMExecutable {
  /// Runs the body for each slice in one frame, its outputs written where they belong.
  func run(
    _ step: BlockPlan.ScanStep, _ operands: consuming [HostTensor], _ context: EvaluationContext
  ) throws -> [HostTensor] {
    for type in step.types { try type.requireRoom("scan") }
    let (slices, body) = (step.slices, step.body)
    let results = body.block.results
    let outputs = slices.outputTypes.map { HostTensor(uninitialized: $0) }
    let captures = Array(operands[..<slices.inputs.lowerBound])
    let inputs = Array(operands[slices.inputs])
    var carries = Array(operands[slices.carries])
    operands = []
    let frame = try body.takeFrame()
    defer { body.giveBack(frame) }
    if let plain = step.plain, context.profile == nil {
      return run(plain, step, captures, inputs, carries, outputs, frame)
    }
    for place in slices.places {
      for (i, capture) in captures.enumerated() where body.usedParameters[i] {
        frame.set(i, capture)
      }
      for (i, input) in zip(slices.inputs, inputs) where body.usedParameters[i] {
        frame.set(i, input.slice(place))
      }
      for (i, carry) in zip(slices.carries, carries) where body.usedParameters[i] {
        frame.set(i, carry)
      }
      // The frame gets the only reference to what is carried, so that its memory may be reused.
      carries = []
      for (i, output) in outputs.enumerated() where step.isDirect[i] {
        frame.offered[results[i]] = output.slice(place)
      }
      try runPoints(body, frame, context)
      for (i, output) in outputs.enumerated() where !step.isDirect[i] {
        slices.put(frame.result(results[i]), place, into: output)
      }
      carries = results.dropFirst(outputs.count).map { frame.result($0) }
      for result in results { frame.release(result) }
    }
    return outputs + carries
  }

  /// The same by addresses alone.
  private func run(
    _ plain: BlockPlan.PlainLoop, _ step: BlockPlan.ScanStep, _ captures: [HostTensor],
    _ inputs: [HostTensor], _ carries: [HostTensor], _ outputs: [HostTensor], _ frame: Frame
  ) -> [HostTensor] {
    let (slices, block) = (step.slices, step.body.block)
    let (results, types) = (block.results, block.valueTypes)
    let addresses = frame.addresses
    for (i, capture) in captures.enumerated() { addresses[i] = capture.address }
    for (i, carry) in zip(slices.carries, carries) { addresses[i] = carry.address }
    let others = plain.others.map { HostTensor(uninitialized: types[$0]) }
    for (value, tensor) in zip(plain.others, others) { addresses[value] = tensor.address }
    // What moves on from round to round.
    struct Slices {
      let value: Int
      let first: UnsafeMutableRawPointer
      let size: Int
      func address(_ place: Int) -> UnsafeMutableRawPointer { first + place * size }
    }
    var moving: [Slices] = []
    for (i, input) in zip(slices.inputs, inputs) {
      moving.append(Slices(value: i, first: input.address, size: types[i].byteCount))
    }
    let stacked = outputs.indices.map { i in
      Slices(value: results[i], first: outputs[i].address, size: types[results[i]].byteCount)
    }
    moving += stacked.indices.filter { step.isDirect[$0] }.map { stacked[$0] }
    let copied = stacked.indices.filter { !step.isDirect[$0] }.map { stacked[$0] }
    // What a round makes must not lie where it reads what it was handed.
    struct Pair {
      let value: Int
      let parameter: Int
      let carry: Int
      let memory: (HostTensor, HostTensor)
    }
    var pairs: [Pair] = []
    var shared: [(parameter: Int, output: Slices)] = []
    for (k, carry) in plain.carries.enumerated() {
      let (value, parameter) = (results[outputs.count + k], slices.carries.lowerBound + k)
      switch carry {
      case .same: break
      case .sum:
        let memory = carries[k].copy()
        pairs.append(Pair(value: value, parameter: parameter, carry: k, memory: (memory, memory)))
        addresses[parameter] = memory.address
      case .own:
        let memory = (
          HostTensor(uninitialized: types[value]), HostTensor(uninitialized: types[value])
        )
        pairs.append(Pair(value: value, parameter: parameter, carry: k, memory: memory))
      case .output(let i): shared.append((parameter, stacked[i]))
      }
    }
    for (round, place) in slices.places.enumerated() {
      for slice in moving { addresses[slice.value] = slice.address(place) }
      for pair in pairs {
        addresses[pair.value] = (round & 1 == 0 ? pair.memory.0 : pair.memory.1).address
      }
      for one in plain.steps {
        switch one {
        case .kernel(let kernel): run(kernel, frame)
        case .product(let product): multiply(product, frame)
        case .alias(let source, let result): addresses[result] = addresses[source]
        }
      }
      for slice in copied {
        guard let from = addresses[slice.value] else {
          preconditionFailure("a result of a scan's body is not there")
        }
        slice.address(place).copyMemory(from: from, byteCount: slice.size)
      }
      for pair in pairs { addresses[pair.parameter] = addresses[pair.value] }
      for (parameter, output) in shared { addresses[parameter] = output.address(place) }
    }
    withExtendedLifetime((captures, inputs, carries, others)) {}
    guard let last = slices.places.last else { return outputs + carries }
    var final = carries
    for pair in pairs {
      final[pair.carry] = slices.places.count & 1 == 1 ? pair.memory.0 : pair.memory.1
    }
    for (k, carry) in plain.carries.enumerated() {
      if case .output(let i) = carry { final[k] = outputs[i].slice(last).copy() }
    }
    return outputs + final
  }
}
