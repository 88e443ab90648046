import Synchronization

/// Records operations as a block instead of performing them.
final class Recorder: Interpreter {
  /// Which operations are recorded.
  enum Scope {
    /// All of them: what `jit` and the bodies of regions need.
    case everything
    /// Those that depend on a parameter of this recorder; the others go to the interpreter outside.
    case dependents
  }

  final class Value: TracedValue {
    let number: Int
    let type: TensorType
    let recorder: Recorder
    init(_ number: Int, _ type: TensorType, _ recorder: Recorder) {
      self.number = number
      self.type = type
      self.recorder = recorder
      LeakChecker.note(self)
    }
    var owner: any Interpreter { recorder }
    var underlying: Tensor? { nil }
  }

  /// What was recorded: a block whose first parameters stand for tensors from outside.
  struct Recording {
    /// Takes the captured tensors, then the recorder's parameters.
    let block: Block
    /// The tensors from outside that the operations use.
    let captured: [Tensor]
  }

  private struct State {
    var types: [TensorType] = []
    var equations: [Equation] = []
    var parameters: [Int] = []
    var captures: [(tensor: Tensor, number: Int)] = []
    var captureNumbers: [Tensor.Identity: Int] = [:]
    /// The equation that made each value; `nil` for parameters and captures.
    var makers: [Int?] = []

    mutating func value(_ type: TensorType, by equation: Int? = nil) -> Int {
      types.append(type)
      makers.append(equation)
      return types.count - 1
    }
    mutating func append(
      _ operation: any Primitive, _ operands: [Int], _ types: [TensorType]
    ) -> Range<Int> {
      let first = self.types.count
      for type in types { _ = value(type, by: equations.count) }
      equations.append(
        Equation(
          operation: operation, operands: operands, firstResult: first, types: types,
          annotations: []))
      return first..<self.types.count
    }
  }

  let scope: Scope
  let outer: (any Interpreter)?
  let origin: TraceOrigin
  private let state = Mutex(State())

  init(_ scope: Scope, origin: TraceOrigin, outer: (any Interpreter)? = Context.interpreter) {
    self.scope = scope
    self.origin = origin
    self.outer = outer
  }

  /// A new parameter of `type`.
  func parameter(_ type: TensorType) -> Tensor {
    state.withLock { state in
      let number = state.value(type)
      state.parameters.append(number)
      return Tensor(Value(number, type, self))
    }
  }

  func interpret(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    if scope == .dependents, operands.allSatisfy({ !owns($0) }) {
      return try passOn(operation, operands)
    }
    if let recordable = operation as? any RecordedDifferently,
      let results = try recordable.record(operands)
    {
      return results
    }
    return try append(operation, operands)
  }

  /// Records `operation` as it is.
  func append(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let types = try operation.resultTypes(operands.map(\.type))
    let numbers = try operands.map { try number($0) }
    return state.withLock { state in
      zip(state.append(operation, numbers, types), types).map { Tensor(Value($0, $1, self)) }
    }
  }

  /// Whether `tensor` is a value of this recorder.
  func owns(_ tensor: Tensor) -> Bool {
    (tensor.traced as? Value)?.recorder === self
  }

  /// The number of the value `tensor` stands for; a tensor from outside is captured, or becomes a
  /// constant if it is small.
  private func number(_ tensor: Tensor) throws -> Int {
    if let traced = tensor.traced {
      if let value = traced as? Value, value.recorder === self { return value.number }
      guard isInside(traced.owner) else {
        throw TensorError(
          origin.transformation, "", [tensor.type],
          "a traced tensor of type \(tensor.type) is used outside the trace it was made in "
            + "(\(traced.owner.origin)); return it from the traced function instead of keeping it")
      }
    } else if scope == .everything, tensor.type.count <= Self.largestConstant {
      let constant = Constant(try tensor.host())
      return state.withLock { $0.append(constant, [], [tensor.type]).lowerBound }
    }
    return state.withLock { state in
      if let known = state.captureNumbers[tensor.identity] { return known }
      let number = state.value(tensor.type)
      state.captures.append((tensor, number))
      state.captureNumbers[tensor.identity] = number
      return number
    }
  }

  /// The largest number of elements that is written into a program; larger tensors are captured.
  private static let largestConstant = 16

  /// The elements of `value` where they are known while recording.
  func constant(_ value: Value) -> HostTensor? {
    state.withLock { state in
      guard let maker = state.makers[value.number] else { return nil }
      return (state.equations[maker].operation as? Constant)?.value
    }
  }

  /// What was recorded for `results`, without operations that neither they nor any effect need.
  func recording(returning results: [Tensor]) throws -> Recording {
    let results = try results.map { try number($0) }
    return state.withLock { state in
      var live = [Bool](repeating: false, count: state.types.count)
      for result in results { live[result] = true }
      var kept: [Equation] = []
      for equation in state.equations.reversed() {
        guard equation.operation.hasSideEffects || equation.results.contains(where: { live[$0] })
        else { continue }
        for operand in equation.operands { live[operand] = true }
        kept.append(equation)
      }
      let captures = state.captures.filter { live[$0.number] }
      var renumbered = [Int](repeating: -1, count: state.types.count)
      var types: [TensorType] = []
      func place(_ number: Int) {
        renumbered[number] = types.count
        types.append(state.types[number])
      }
      for capture in captures { place(capture.number) }
      for parameter in state.parameters { place(parameter) }
      let parameters = types
      var equations: [Equation] = []
      for equation in kept.reversed() {
        let first = types.count
        equation.results.forEach(place)
        equations.append(
          Equation(
            operation: equation.operation, operands: equation.operands.map { renumbered[$0] },
            firstResult: first, types: equation.types, annotations: equation.annotations))
      }
      let block = Block(
        parameters: parameters, equations: equations, results: results.map { renumbered[$0] },
        valueTypes: types)
      return Recording(block: block, captured: captures.map(\.tensor))
    }
  }

  /// How a message names what `value` depends on: the arguments it was computed from.
  func describeSources(of value: Value) -> String {
    let sources = state.withLock { state in
      var seen = Set<Int>()
      var pending = [value.number]
      while let number = pending.popLast() {
        guard seen.insert(number).inserted, let maker = state.makers[number] else { continue }
        pending += state.equations[maker].operands
      }
      return state.parameters.indices.filter { seen.contains(state.parameters[$0]) }
    }
    if sources.isEmpty { return "no argument" }
    return (sources.count == 1 ? "argument " : "arguments ")
      + sources.map(origin.argument).joined(separator: ", ")
  }
}

/// A primitive that may stand in programs as something else than itself.
protocol RecordedDifferently: Primitive {
  /// The results under the recorder in force; `nil` if it can be recorded as it is.
  func record(_ operands: [Tensor]) throws -> [Tensor]?
}

extension Recorder {
  /// The recording of what `body` does with parameters of these types.
  static func recording(
    _ origin: TraceOrigin, _ parameters: [TensorType], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> Recording {
    let recorder = Recorder(.everything, origin: origin)
    let arguments = parameters.map(recorder.parameter)
    let results = try Context.run(recorder) { try checking { try body(arguments) } }
    return try recorder.recording(returning: results)
  }

  /// The block of what `body` does with parameters of these types, and nothing else.
  static func record(
    _ parameters: [TensorType], _ body: ([Tensor]) throws -> [Tensor]
  ) throws -> Block {
    let recording = try recording(TraceOrigin(transformation: "record"), parameters, body)
    if let captured = recording.captured.first {
      throw TensorError(
        "record", "", [captured.type],
        "this body may use only what it is given, and scalars; it uses a tensor of \(captured.type)"
      )
    }
    return recording.block
  }
}

extension Tensor {
  /// What tells tensors apart that are not the same value.
  struct Identity: Hashable {
    let object: ObjectIdentifier
    let type: TensorType
  }

  /// The same for copies of one tensor; valid as long as one of them is held.
  var identity: Identity {
    let object: AnyObject =
      switch payload {
      case .traced(let value): value
      case .host(let elements): elements.storage
      // Two tensors made of one buffer that is an object are the same value.
      case .buffer(let held) where Swift.type(of: held.buffer) is AnyClass:
        held.buffer as AnyObject
      case .buffer(let held): held
      case .invalid: Self.noValue
      }
    return Identity(object: ObjectIdentifier(object), type: type)
  }
  private final class NoValue: Sendable {}
  private static let noValue = NoValue()

  /// The elements where they are known: of a tensor with elements, of a constant being recorded.
  var knownValue: HostTensor? {
    if let host = try? buffer?.host() { return host }
    if let value = traced as? Recorder.Value { return value.recorder.constant(value) }
    return traced?.underlying?.knownValue
  }
}
