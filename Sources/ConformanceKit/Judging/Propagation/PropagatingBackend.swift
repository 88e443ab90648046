import Touchstone

/// A backend whose values know how far a correct backend's may be from them.
///
/// What runs on it, program after program and operation after operation, gives buffers from which
/// `bounded(_:)` takes that; a value that the host has looked at and made a tensor of again does not
/// know it any more.
public struct PropagatingBackend: Backend {
  /// `bounds`.
  public let name = "bounds"
  /// A backend of bounded values.
  public init() {}

  /// A program that runs to values and bounds.
  public func compile(_ program: Program) throws -> any Executable {
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    return PropagatedProgram(block: main.block)
  }

  /// One operation to values and bounds.
  public func evaluate(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let x = try operands.map { try BoundedBuffer.bounded(try $0.elements()) }
    let types = try operation.resultTypes(x.map(\.type))
    return try withBackend(ReferenceBackend()) { try Propagation().applied(operation, x, types) }
      .map { Tensor(BoundedBuffer(bounded: $0)) }
  }

  /// Always: it borrows from nobody.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool { true }
}

private struct PropagatedProgram: Executable {
  let block: Block

  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
    let x = try arguments.map { try BoundedBuffer.bounded($0) }
    return try withBackend(ReferenceBackend()) { try Propagation().run(block, x) }
      .map { BoundedBuffer(bounded: $0) }
  }
}

/// A value with its bound, where a program expects a buffer.
struct BoundedBuffer: Buffer {
  let bounded: Bounded
  var type: TensorType { bounded.type }
  func host() -> HostTensor { bounded.own }

  /// What `buffer` holds; what knows no bound is exact.
  static func bounded(_ buffer: any Buffer) throws -> Bounded {
    if let known = buffer as? BoundedBuffer { return known.bounded }
    return Bounded(exact: try buffer.host())
  }
}
