import Touchstone

/// The applications of an operation in its cases: what tells about it without its text.
public struct Sample: Sendable {
  /// One application, and the types of what it takes and gives.
  struct Application: Sendable {
    let operation: any Primitive
    let operands: [TensorType]
    let results: [TensorType]
  }

  /// The first application.
  public var operation: any Primitive { all[0].operation }
  /// Its operands' types.
  public var operands: [TensorType] { all[0].operands }
  /// Every application in the cases, also those in regions and called functions.
  let all: [Application]

  /// The applications in those programs of `file` that can be built; `nil` without any.
  public init?(_ file: CaseFile) {
    var all: [Application] = []
    for one in file.cases {
      if case .violation = one.expectation { continue }
      guard let block = (try? Prepared(one, transformed: false))?.program.main?.block else {
        continue
      }
      var seen: Set<Block> = []
      Self.collect(file.heading, in: block, &seen, &all)
    }
    if all.isEmpty { return nil }
    self.all = all
  }

  private static func collect(
    _ heading: String, in block: Block, _ seen: inout Set<Block>, _ all: inout [Application]
  ) {
    guard seen.insert(block).inserted else { return }
    for equation in block.equations {
      let operation = equation.operation
      if operation.name == heading {
        let operands = equation.operands.map { block.valueTypes[$0] }
        all.append(Application(operation: operation, operands: operands, results: equation.types))
      }
      for inner in operation.regions + operation.callees.map(\.block) {
        collect(heading, in: inner, &seen, &all)
      }
    }
  }

  /// The promise, as SPEC.md writes it.
  public var promiseText: String {
    switch operation.promise {
    case .exact: "exact"
    case .arithmetic: "arithmetic"
    case .elementary: "elementary"
    case .reassociating: "reassociating"
    case .residual: "residual"
    case .regions: "regions"
    case .implementationDefined: "implementation-defined"
    }
  }

  /// How the operation is differentiated, in a few words; where it depends on dtypes, for each
  /// family: `elementwise on real numbers; custom on complex numbers`.
  ///
  /// Applications to nothing that has a tangent count only where there are no others.
  public var derivativeText: String {
    var families: [String: Set<String>] = [:]
    for one in all where one.operands.contains(where: \.mayHaveTangent) {
      let isMoved = one.results.contains(where: \.mayHaveTangent)
      families[isMoved ? one.declaration : "zero", default: []].insert(one.familyText)
    }
    guard families.count > 1 else { return families.keys.first ?? all[0].declaration }
    // What has no derivative comes last.
    let texts = families.keys.sorted { ($0 == "zero" ? 1 : 0, $0) < ($1 == "zero" ? 1 : 0, $1) }
    return texts.map { text in
      "\(text) on \((families[text] ?? []).sorted().joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  /// Whether `backend` has kernels of its own for the applications in the cases.
  public func ownKernels(on backend: any Backend) -> String {
    let own = all.count { backend.hasOwnKernel(for: $0.operation, $0.operands) }
    return own == all.count ? "own" : own == 0 ? "borrowed" : "own for \(own) of \(all.count)"
  }
}

extension Sample.Application {
  /// What the operation declares on these operands.
  fileprivate var declaration: String {
    switch operation.derivative(on: operands) {
    case .zero: "zero"
    case .elementwise: "elementwise"
    case .linear(let positions) where positions.count == operands.count: "linear"
    case .linear(let positions): "linear in \(positions.map(String.init).joined(separator: ", "))"
    case .bilinear: "bilinear"
    case .custom: "custom"
    case .missing: "none"
    }
  }

  /// The family of dtypes of what may have a tangent, and that of the result if it is another.
  fileprivate var familyText: String {
    let from = operands.first(where: \.mayHaveTangent)?.familyText ?? "nothing"
    let to = results.first?.familyText ?? from
    return from == to ? from : "\(from) to \(to)"
  }
}

extension TensorType {
  /// Whether values of this type, or elements of theirs, can have tangents.
  fileprivate var mayHaveTangent: Bool {
    dtype == .tuple ? elements.contains(where: \.mayHaveTangent) : dtype.isDifferentiable
  }

  fileprivate var familyText: String {
    switch dtype.family {
    case .boolean: "booleans"
    case .signed, .unsigned: "integers"
    case .float: "real numbers"
    case .complex: "complex numbers"
    case .token: "tokens"
    case .tuple: "tuples"
    }
  }
}
