import Touchstone

/// A part of a block that runs on the device as one program.
struct Segment: Sendable {
  /// The numbers of the values it takes.
  let inputs: [Int]
  /// Large constants, which lie on the device from the beginning and follow the inputs.
  let constants: [DeviceBuffer]
  /// The numbers of the values it gives.
  let outputs: [Int]
  let types: [TensorType]
  let executable: Loaded
  /// The same program that may overwrite some of its inputs, if there are such.
  let donation: Donation?
  /// The operations it consists of, those in bodies too, for profiles.
  let operations: [String]
}

/// A segment that is put together, and not yet compiled.
struct SegmentSource {
  private(set) var inputs: [Int] = []
  private(set) var constants: [HostTensor] = []
  let outputs: [Int]
  let block: Block

  /// The segment of `equations` of `block` that gives the values `outputs`.
  ///
  /// - Parameter sources: The equations without operands, by their results.
  init(
    _ equations: [Int], of block: Block, giving outputs: [Int], sources: [Int: Int]
  ) throws(TensorError) {
    var made = Set<Int>()
    var isKnown = Set<Int>()
    var copied: [Int] = []
    var hoisted: [Int] = []
    for number in equations {
      let equation = block.equations[number]
      for operand in equation.operands where !made.contains(operand) {
        guard isKnown.insert(operand).inserted else { continue }
        guard let source = sources[operand] else {
          inputs.append(operand)
          continue
        }
        let constant = block.equations[source].operation as? Constant
        if let constant, Self.isLarge(constant.value) {
          hoisted.append(operand)
          constants.append(constant.value)
        } else {
          copied.append(source)
        }
      }
      made.formUnion(equation.results)
    }
    let parameters = inputs + hoisted
    var builder = BlockBuilder(parameters: parameters.map { block.valueTypes[$0] })
    var numbers: [Int: Int] = [:]
    for (place, value) in parameters.enumerated() { numbers[value] = place }
    for number in copied + equations {
      let equation = block.equations[number]
      let operands = equation.operands.compactMap { numbers[$0] }
      let results = try builder.append(equation.operation, operands)
      for (value, place) in zip(equation.results, results) { numbers[value] = place }
    }
    self.outputs = outputs
    self.block = builder.block(returning: outputs.compactMap { numbers[$0] })
  }

  /// Past this many bytes a constant with different elements is an argument of the program: in its
  /// text it would take long to read, and be computed with while the program is compiled.
  private static let largestBytes = 1024

  private static func isLarge(_ value: HostTensor) -> Bool {
    let width = value.dtype.byteWidth
    return value.type.byteCount > largestBytes
      && value.withBytes { bytes in
        (width..<bytes.count).contains { bytes[$0] != bytes[$0 - width] }
      }
  }
}

extension Block {
  /// The names of all operations in it, and in the bodies of these.
  var allOperations: [String] {
    equations.flatMap { equation -> [String] in
      let operation = equation.operation
      // The one operation of a reduction's body is part of the reduction.
      let bodies = operation.bodies.filter { $0.soleOperation == nil }
      return [operation.fullName] + bodies.flatMap(\.allOperations)
    }
  }
}
