/// An operation the system is built from, together with every rule that gives it meaning.
///
/// A conforming value is one *application*: static parameters are stored properties, tensors are
/// operands. To add an operation, write one file with one conforming type and name it in
/// `Primitives.all`.
public protocol Primitive: Hashable, Sendable {
  /// The names this type answers to, with their dialect: `stablehlo.transpose`.
  static var names: [String] { get }

  /// The application that a program's text or a case file describes.
  init(_ source: inout OperationSource) throws(TensorError)

  /// The name with its dialect; one of `names`.
  var fullName: String { get }

  /// The static parameters by the names StableHLO's text gives them.
  var attributes: [NamedAttribute] { get }

  /// The bodies written in place; each takes the captured values first, then the arguments of the
  /// region. Functions referred to by name are no regions but `callees`.
  var regions: [Block] { get }

  /// The functions of the program that the attributes name by symbol.
  var callees: [Function] { get }

  /// How many leading operands are values that the regions use from outside.
  var captureCount: Int { get }

  /// How the pretty text form is written.
  static func syntax(of name: String) -> Syntax

  /// The types of the results, or the constraint that `operands` violate.
  func resultTypes(_ operands: [TensorType]) throws(TensorError) -> [TensorType]

  /// The clause that says what the results' types are; errors about declared types name it.
  var resultClause: String { get }

  /// The results' elements, for operands that satisfy the type rule: the operation's meaning.
  func evaluate(
    _ operands: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor]

  /// How the operation is differentiated.
  var derivative: Derivative { get }

  /// How it is differentiated on operands of these types, where that depends on them.
  func derivative(on operands: [TensorType]) -> Derivative

  /// The results and their tangents, where some operands have one; `nil` stands for zero.
  ///
  /// What `derivative` declares gives the rule, so only a custom derivative writes it.
  ///
  /// Specification: `derivatives`.
  func differentiate(_ x: [Tensor], _ dx: [Tensor?]) throws -> (
    values: [Tensor], tangents: [Tensor?]
  )

  /// The cotangents of the linear operands, from those of the results; `nil` stands for zero.
  ///
  /// For operations that are linear in the operands `x` marks so.
  ///
  /// Specification: `derivatives`.
  func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?]

  /// The results for all members of a batch, and the axis along which each lies: `nil` where all
  /// members have the same.
  ///
  /// `axes` says where the batch axis of each operand lies. Without a rule of its own an operation
  /// runs for one member after the other.
  ///
  /// Specification: `transformations`.
  func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?])

  /// The names of the mapped axes that the operation works along.
  var axisNames: [String] { get }

  /// Whether running it does more than give results, so that it must run although nobody uses them.
  var hasSideEffects: Bool { get }

  /// What a correct backend owes: the same bits, or the same within a bound.
  var promise: Promise { get }

  /// What a correct backend owes on operands of these types, where that depends on them.
  func promise(on operands: [TensorType]) -> Promise
}

/// What a correct backend owes for one operation's results.
public enum Promise: Sendable {
  /// The same bits (any NaN for a NaN).
  case exact
  /// Arithmetic rounded once: within one rounding of the true value.
  case arithmetic
  /// An elementary function: within a few ulp.
  case elementary
  /// Sums and products in any order: within the bound of their length.
  case reassociating
  /// A factorization: judged by its residual.
  case residual
  /// What its regions owe.
  case regions
  /// What the specification leaves to the implementation.
  case implementationDefined
}

/// The everyday primitive: one result, no region.
public protocol Operation: Primitive {
  /// The type of the result, or the constraint that `operands` violate.
  func resultType(_ operands: [TensorType]) throws(TensorError) -> TensorType
  /// The result's elements, for operands that satisfy the type rule.
  func evaluate(_ operands: [HostTensor], _ type: TensorType) throws -> HostTensor
}

extension Operation {
  /// The type of the one result.
  public func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    [try resultType(x)]
  }
  /// The one result.
  public func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] { [try evaluate(x, types[0])] }
}

extension Primitive {
  /// The only name.
  public var fullName: String { Self.names[0] }
  /// No parameters.
  public var attributes: [NamedAttribute] { [] }
  /// No bodies.
  public var regions: [Block] { [] }
  /// No functions.
  public var callees: [Function] { [] }
  /// Nothing captured.
  public var captureCount: Int { 0 }
  /// The first constraint.
  public var resultClause: String { "C1" }
  /// Those of the bodies.
  public var axisNames: [String] {
    regions.flatMap(\.axisNames) + callees.flatMap(\.block.axisNames)
  }
  /// Whether a body has.
  public var hasSideEffects: Bool {
    regions.contains(where: \.hasSideEffects) || callees.contains(where: \.block.hasSideEffects)
  }
  /// Operands, then types.
  public static func syntax(of name: String) -> Syntax { Syntax() }
  /// The declared one, whatever the operands.
  public func derivative(on operands: [TensorType]) -> Derivative { derivative }
  /// The same for all operands.
  public func promise(on operands: [TensorType]) -> Promise { promise }

  /// The name as SPEC.md has it, without the dialect.
  public var name: String {
    let full = fullName
    return full.firstIndex(of: ".").map { String(full[full.index(after: $0)...]) } ?? full
  }

  /// Whether `other` is the same application.
  func isEqual(to other: any Primitive) -> Bool { (other as? Self) == self }

  /// The error that `clause` of this operation is violated by `operands`.
  package func violation(
    _ clause: String, _ operands: [TensorType], _ message: String
  ) -> TensorError { TensorError(name, clause, operands, message) }

  /// Throws unless there are exactly `count` operands besides the captured ones.
  package func requireOperands(_ count: Int, _ x: [TensorType]) throws(TensorError) {
    if x.count - captureCount != count {
      throw violation("", x, "expected \(count) operands, got \(x.count - captureCount)")
    }
  }
}
