import Touchstone

extension Case {
  /// What a case runs.
  package struct Reach {
    /// The names of the operations, those of bodies and called functions included.
    package let operations: Set<String>
    /// The dtypes of the first results of each.
    package let dtypes: [String: Set<DType>]
    /// Whether one operation is all there is.
    package let isSingle: Bool
  }

  /// What the case runs; `nil` where it is one of a violated type rule.
  package func reach() -> Reach? {
    guard let prepared = try? Prepared(self), let main = prepared.program.main else { return nil }
    var dtypes: [String: Set<DType>] = [:]
    main.block.note(&dtypes)
    return Reach(operations: Set(dtypes.keys), dtypes: dtypes, isSingle: prepared.sole != nil)
  }
}

extension Case {
  /// What runs, and on what; `transformed` as the case asks, or as it stands.
  package func program(transformed: Bool) throws -> (Program, [HostTensor]) {
    let prepared = try Prepared(self, transformed: transformed)
    let count = prepared.program.main?.block.parameters.count ?? 0
    return (prepared.program, Array(prepared.operands.prefix(count)))
  }
}

extension Program {
  /// How many operations `main` has that are no constants, those in bodies included.
  package var operationCount: Int { main?.block.operationCount ?? 0 }
}

extension Block {
  fileprivate func note(_ dtypes: inout [String: Set<DType>]) {
    for equation in equations {
      let first = equation.types.first { $0.dtype.isElement }
      dtypes[equation.operation.name, default: []].formUnion(first.map { [$0.dtype] } ?? [])
      for body in equation.operation.regions + equation.operation.callees.map(\.block) {
        body.note(&dtypes)
      }
    }
  }
}

extension Case {
  /// The same case, its operands in memory that nothing else sees.
  package func withOperandsOfItsOwn() -> Case {
    Case(
      name: name, heading: heading, clauses: clauses, subject: subject, transform: transform,
      operands: operands.map(\.inMemoryOfItsOwn), resultTypes: resultTypes,
      expectation: expectation)
  }
}
