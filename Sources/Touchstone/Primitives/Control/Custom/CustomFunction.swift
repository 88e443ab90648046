/// A part of a function with rules of its own: a Swift function while it is traced, a program once
/// it has been recorded.
enum CustomPart: Hashable, Sendable {
  case function(Closure)
  case program(Block)

  /// A Swift function, told apart by identity.
  final class Closure: Hashable, @unchecked Sendable {
    // Sendable because a trace runs on the task that began it.
    let body: ([Tensor]) throws -> [Tensor]
    init(_ body: @escaping ([Tensor]) throws -> [Tensor]) { self.body = body }
    static func == (x: Closure, y: Closure) -> Bool { x === y }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  }

  init(_ body: @escaping ([Tensor]) throws -> [Tensor]) { self = .function(Closure(body)) }

  /// The results for `x`; a program takes what it captured first.
  func callAsFunction(_ captured: [Tensor], _ x: [Tensor]) throws -> [Tensor] {
    switch self {
    case .function(let closure): try closure.body(x)
    case .program(let block): try block(captured + x)
    }
  }

  var isProgram: Bool { if case .program = self { true } else { false } }

  /// This part for all members of a batch; every result has the batch axis first.
  ///
  /// `axes` says where the batch axis of each argument lies.
  func batched(_ captured: [Tensor], _ axes: [Int?], _ axis: BatchAxis) -> CustomPart {
    CustomPart { x in
      let batcher = Batcher(axis, origin: TraceOrigin(transformation: "vmap"))
      let results = try Context.run(batcher) {
        try self(captured, zip(x, axes).map(batcher.batched))
      }
      return results.map { result in
        let (value, place) = batcher.split(result)
        return value.withBatchAxis(place, at: 0, axis.size)
      }
    }
  }
}

/// What functions with rules of their own have in common.
protocol CustomCallPrimitive: Primitive {
  /// What the function computes.
  var function: CustomPart { get }
}

extension CustomCallPrimitive {
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("a function with its own derivative rule cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }

  func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    switch function {
    case .program(let block): return block.resultTypes
    case .function:
      do {
        let origin = TraceOrigin(transformation: name)
        return try Context.run(nil) {
          try Recorder.recording(origin, x) { try function([], $0) }.block.resultTypes
        }
      } catch let error as TensorError { throw error } catch {
        throw TensorError(name, "", x, "\(error)")
      }
    }
  }

  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    switch function {
    case .program(let block): return try context.run(block, x)
    case .function: return try function([], x.map { Tensor($0) }).map { try $0.host() }
    }
  }
  var regions: [Block] { if case .program(let block) = function { [block] } else { [] } }
  var derivative: Derivative { .custom }
  var promise: Promise { .regions }

  /// The error that a captured tensor would need a derivative that the rule does not give.
  func requireFixedCaptures(_ dx: [Tensor?], _ x: [Tensor]) throws {
    if let i = dx.prefix(captureCount).firstIndex(where: { $0 != nil }) {
      throw TensorError(
        name, "", [x[i].type],
        "a function with its own derivative rule uses a tensor from outside that is being "
          + "differentiated; pass it as an argument, so that the rule sees it")
    }
  }
}
