import Touchstone

/// A program ready to run on the device.
struct XLAExecutable: Executable {
  private let parameters: [TensorType]
  private let plan: Plan
  private let runtime: Runtime

  init(_ block: Block, _ plan: Plan, _ runtime: Runtime) {
    parameters = block.parameters
    self.plan = plan
    self.runtime = runtime
  }

  /// The results, on the device where it made them.
  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
    guard arguments.count == parameters.count else {
      throw TensorError(
        "program", "", arguments.map(\.type),
        "expected \(parameters.count) arguments, got \(arguments.count)")
    }
    for (i, type) in parameters.enumerated() where arguments[i].type != type {
      throw TensorError(
        "program", "", arguments.map(\.type),
        "argument \(i) must be \(type), got \(arguments[i].type)")
    }
    return try runtime.run(plan, consume arguments, options)
  }
}
