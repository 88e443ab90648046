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
}
