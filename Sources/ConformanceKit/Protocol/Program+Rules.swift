import Touchstone

/// Functions with derivative rules of their own: what they compute is operations, which other processes
/// know, and the rules are of no use there.
extension Program {
  /// The same, with what such functions do in their place.
  func withoutRules() throws -> Program {
    guard let main, main.block.hasRules else { return self }
    return Program(try main.block.withoutRules())
  }
}

extension Block {
  private static let names: Set = ["touchstone.custom_jvp", "touchstone.custom_vjp"]

  fileprivate var hasRules: Bool {
    equations.contains { equation in
      let operation = equation.operation
      return Self.names.contains(operation.fullName)
        || (operation.regions + operation.callees.map(\.block)).contains(where: \.hasRules)
    }
  }

  fileprivate func withoutRules() throws -> Block {
    guard hasRules else { return self }
    return try expanded(replacing: { operation, x in
      if Self.names.contains(operation.fullName), let block = operation.regions.first {
        return try block.withoutRules().applied(x)
      }
      // Bodies are walked through by those that have them.
      let bodies = operation.regions + operation.callees.map(\.block)
      return bodies.contains(where: \.hasRules) ? nil : bind(operation, x)
    })
  }
}
