import Synchronization

/// Records operations as a block instead of performing them.
final class Recorder: Interpreter {
  final class Value: TracedValue {
    let number: Int
    let type: TensorType
    let recorder: Recorder
    init(_ number: Int, _ type: TensorType, _ recorder: Recorder) {
      self.number = number
      self.type = type
      self.recorder = recorder
    }
  }
  private let builder: Mutex<BlockBuilder>

  init(parameters: [TensorType]) { builder = Mutex(BlockBuilder(parameters: parameters)) }

  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let numbers = try operands.map(number)
    return try builder.withLock { builder in
      let results = try builder.append(operation, numbers)
      return results.map { Tensor(Value($0, builder.valueTypes[$0], self)) }
    }
  }

  /// The number of the value `tensor` stands for; a tensor with elements becomes a constant.
  private func number(_ tensor: Tensor) throws -> Int {
    if let value = tensor.traced as? Value {
      guard value.recorder === self else {
        throw TensorError(
          "record", "", [tensor.type], "a value of another trace was used in this one")
      }
      return value.number
    }
    let constant = Constant(try tensor.host())
    return try builder.withLock { try $0.append(constant, []).lowerBound }
  }

  /// The block of what `body` does with parameters of these types.
  static func record(
    _ parameters: [TensorType], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> Block {
    let recorder = Recorder(parameters: parameters)
    let arguments = parameters.enumerated().map { Tensor(Value($0, $1, recorder)) }
    let results = try Context.$interpreter.withValue(recorder) {
      try checking { try body(arguments) }
    }
    let numbers = try results.map(recorder.number)
    return recorder.builder.withLock { $0.block(returning: numbers) }
  }
}
