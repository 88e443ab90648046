/// What layers called within a task know of the call around them.
struct CallContext: Sendable {
  /// Whether the call is one of training; `nil` where nobody said.
  var training: Bool?
  /// The dtype that floating-point weights are read in; `nil` for their own.
  var autocast: DType?
  /// Where reads and assignments of variables go; `nil` for the variables themselves.
  var stateless: StatelessScope?

  /// The name of the axis of devices between which the batch is split; `nil` where it is whole.
  var replicas: String?

  /// Whether a layer is being called, of which this call is a part.
  var isInside = false

  @TaskLocal static var current = CallContext()
}

/// The values of variables while a function of them is run: Keras's `StatelessScope`.
///
/// Within `run` every variable given a value reads as that value, and every assignment stays in the
/// scope: layers, metrics and optimizers become pure functions of their variables.
public final class StatelessScope: @unchecked Sendable {
  // Used by the task that made it alone; `@unchecked` lets a task-local value hold it.
  private var values: [ObjectIdentifier: Tensor] = [:]
  private let parent: StatelessScope?
  /// What `addLoss` and activity regularizers added, in the order of the calls.
  public internal(set) var losses: [Tensor] = []
  /// The variables that were assigned, in the order of their first assignment.
  private(set) var assigned: [Variable] = []
  private var isAssigned: Set<ObjectIdentifier> = []

  /// The scope in which each of `variables` has the value beside it, and all others those of the
  /// scope in force.
  public init(_ variables: [Variable] = [], _ values: [Tensor] = []) {
    precondition(
      variables.count == values.count,
      "\(variables.count) variables need as many values, got \(values.count)")
    parent = CallContext.current.stateless
    for (variable, value) in zip(variables, values) {
      self.values[ObjectIdentifier(variable)] = value
    }
  }

  /// Runs `body` with reads and assignments of variables going to this scope.
  public func run<R>(_ body: () throws -> R) rethrows -> R {
    var context = CallContext.current
    context.stateless = self
    return try CallContext.$current.withValue(context, operation: body)
  }

  /// The value of `variable` in this scope.
  public func value(of variable: Variable) -> Tensor {
    values[ObjectIdentifier(variable)] ?? parent?.value(of: variable) ?? variable.stored
  }
  /// The values of `variables` in this scope.
  public func values(of variables: [Variable]) -> [Tensor] { variables.map { value(of: $0) } }

  func assign(_ value: Tensor, to variable: Variable) {
    values[ObjectIdentifier(variable)] = value
    if isAssigned.insert(ObjectIdentifier(variable)).inserted { assigned.append(variable) }
  }
}
