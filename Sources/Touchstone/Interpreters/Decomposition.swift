/// What an operation is written with, recorded for operands of certain types.
package struct Decomposition: Sendable {
  /// The operations; its first parameters are what was captured.
  package let block: Block
  /// Tensors that the recording uses besides the operands.
  package let captured: [Tensor]
}

extension Primitive {
  /// What the operation is written with on operands of these types; `nil` for one that stands for
  /// itself.
  ///
  /// Factorizations have none: what they consist of elsewhere is another algorithm.
  package func decomposition(_ operands: [TensorType]) throws -> Decomposition? {
    let body: ([Tensor]) throws -> [Tensor]
    switch self {
    case let own as any Composed: body = own.composed
    case let own as CheckpointTangent: body = own.expand
    default: return nil
    }
    let recording = try Context.run(nil) {
      try Recorder.recording(TraceOrigin(transformation: "decomposition"), operands, body)
    }
    return Decomposition(block: recording.block, captured: recording.captured)
  }
}
