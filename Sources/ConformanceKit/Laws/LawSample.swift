import Touchstone

/// A law that every function of tensors obeys.
///
/// Specification: `laws`.
public enum Law: String, CaseIterable, Sendable, Hashable {
  /// Tangents are what difference quotients say.
  case differences
  /// Cotangents are adjoint to tangents.
  case adjoint
  /// Tangents of gradients are what difference quotients say, and Hessians are symmetric.
  case secondOrder = "second order"
  /// Tangents and cotangents are linear.
  case linearity
  /// The transpose of the transpose of the tangent map is that map.
  case transposeTwice = "transpose twice"
  /// A batch gives what its members give.
  case vmap
  /// A batch of gradients is what the gradients of its members are.
  case vmapOfVJP = "vmap of vjp"
  /// A recorded program gives what the function gives.
  case jit
}

/// A named function of tensors, and how to draw points at which it is smooth.
public struct LawSample: Sendable {
  /// The operation, or function, that it is a sample of: a row of the table.
  public let operation: String
  /// What distinguishes it from other samples of the operation.
  public let name: String
  /// The laws that hold.
  public let laws: Set<Law>
  /// Whether a recording of it shows the operation itself.
  let isPlain: Bool
  /// The function.
  public let function: @Sendable ([Tensor]) throws -> [Tensor]
  private let draw: @Sendable (Draw) throws -> [Tensor]

  /// A sample of `operation`: `function`, smooth at the points that `draw` draws.
  ///
  /// `laws` are all but those in `without`. `isPlain` says that the operation itself is in a
  /// recording of the function, which is so unless a transformation inside takes it away.
  public init(
    _ operation: String, _ name: String = "", without: Set<Law> = [], isPlain: Bool = true,
    at draw: @escaping @Sendable (Draw) throws -> [Tensor],
    _ function: @escaping @Sendable ([Tensor]) throws -> [Tensor]
  ) {
    self.operation = operation
    self.name = name
    self.laws = Set(Law.allCases).subtracting(without)
    self.isPlain = isPlain
    self.draw = draw
    self.function = function
  }

  /// A sample of `operation`: the `@main` of a program's text.
  init(
    _ operation: String, _ name: String = "", without: Set<Law> = [], program: String,
    at draw: @escaping @Sendable (Draw) throws -> [Tensor]
  ) {
    let block = Result { () throws -> Block in
      guard let main = try Program(text: program).main else {
        throw CaseError("the program has no function @main")
      }
      return main.block
    }
    self.init(operation, name, without: without, at: draw) { try block.get().applied($0) }
  }

  /// The arguments that `seed` stands for.
  public func point(_ seed: Int) throws -> [Tensor] { try draw(Draw(seed: seed)) }

  /// The names of the operations that a recording of the function shows.
  func recordedOperations() throws -> Set<String> {
    try Flat.record(function, try point(0).map(\.type)).block.operationNames
  }

  /// What `law` finds against the function at the point of `seed`.
  package func failures(of law: Law, seed: Int) throws -> [String] {
    let x = try point(seed)
    let f = function
    switch law {
    case .differences: return try Laws.jvpAgainstDifferences(f, at: x, limit: 24)
    case .adjoint: return try Laws.adjoint(f, at: x)
    case .secondOrder:
      // With its square, so that linear functions have second derivatives too.
      let squared: Laws.Function = { x in
        try f(x).map { $0.dtype.isDifferentiable ? $0 * $0 + $0 : $0 }
      }
      return try Laws.secondOrder(squared, at: x, limit: 6)
    case .linearity: return try Laws.linearity(f, at: x)
    case .transposeTwice: return try Laws.transposeTwice(f, at: x)
    case .vmap: return try Laws.vmapAgainstLoop(f, at: x)
    case .vmapOfVJP:
      let gradient: Laws.Function = { x in
        let (values, map) = try Flat.linearize(f, x)
        let ones = values.map { $0.dtype.isDifferentiable ? Tensor.full($0.type, 1.0) : nil }
        return try zip(map.transposed(ones), x).compactMap { ct, x in
          x.dtype.isDifferentiable ? ct ?? .full(x.type, 0.0) : nil
        }
      }
      return try Laws.vmapAgainstLoop(gradient, at: x, members: 2)
    case .jit: return try Laws.jitAgainstEager(f, at: x)
    }
  }
}

extension Block {
  /// The names of this block's operations, those in regions and functions included.
  package var operationNames: Set<String> {
    var names: Set<String> = []
    for equation in equations {
      names.insert(equation.operation.name)
      for block in equation.operation.regions + equation.operation.callees.map(\.block) {
        names.formUnion(block.operationNames)
      }
    }
    return names
  }
}
