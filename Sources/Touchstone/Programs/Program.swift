/// A named block, with what its text says about its arguments and results.
public final class Function: Sendable {
  /// The name, without `@`.
  public let name: String
  /// What it does.
  public let block: Block
  /// Whether its text says `private`.
  public let isPrivate: Bool
  /// Attributes of each argument, kept for printing; empty, or one list per argument.
  public let argumentAttributes: [[NamedAttribute]]
  /// Attributes of each result, kept for printing; empty, or one list per result.
  public let resultAttributes: [[NamedAttribute]]

  /// The function's own attributes, kept for printing.
  public let attributes: [NamedAttribute]

  /// A function named `name` that does `block`.
  public init(
    _ name: String, _ block: Block, isPrivate: Bool = false,
    argumentAttributes: [[NamedAttribute]] = [], resultAttributes: [[NamedAttribute]] = [],
    attributes: [NamedAttribute] = []
  ) {
    self.name = name
    self.block = block
    self.isPrivate = isPrivate
    self.argumentAttributes = argumentAttributes
    self.resultAttributes = resultAttributes
    self.attributes = attributes
  }
}

extension Function: Hashable {
  /// Whether name and block are the same; attributes kept for printing do not count.
  public static func == (x: Function, y: Function) -> Bool {
    x === y || x.name == y.name && x.block == y.block
  }
  /// Feeds what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(block)
  }
}

/// A StableHLO module: functions, the one called `main` being where it starts.
///
/// Specification: `programs`.
public struct Program: Hashable, Sendable {
  /// The module's name, or `nil` if its text had none.
  public let name: String?
  /// Attributes of the module, such as `mhlo.num_replicas`.
  public let attributes: [NamedAttribute]
  /// The functions in the order of the text.
  public let functions: [Function]
  /// Statements that are neither functions nor operations, kept as written: `sdy.mesh @m = <…>`.
  public let declarations: [String]

  /// A module of `functions`, not empty.
  public init(
    name: String? = nil, attributes: [NamedAttribute] = [], functions: [Function],
    declarations: [String] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.functions = functions
    self.declarations = declarations
  }

  /// A module whose `main` does `block`.
  public init(_ block: Block) { self.init(functions: [Function("main", block)]) }

  /// Where the program starts: `main`, or its only function.
  public var main: Function? {
    functions.first { $0.name == "main" } ?? (functions.count == 1 ? functions[0] : nil)
  }
}
