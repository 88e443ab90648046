import Touchstone

/// One application of an operation, taken from its cases: what tells about it without its text.
public struct Sample: Sendable {
  /// The application.
  public let operation: any Primitive
  /// Its operands' types.
  public let operands: [TensorType]
  /// The operands' types of every application in the cases, with the application.
  let all: [(any Primitive, [TensorType])]

  /// The first application in `file` that can be built.
  public init?(_ file: CaseFile) {
    var all: [(any Primitive, [TensorType])] = []
    for one in file.cases {
      if case .violation = one.expectation { continue }
      guard let block = (try? Prepared(one))?.program.main?.block else { continue }
      for equation in block.equations where equation.operation.name == file.heading {
        all.append((equation.operation, equation.operands.map { block.valueTypes[$0] }))
      }
    }
    guard let first = all.first else { return nil }
    (operation, operands) = first
    self.all = all
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

  /// How the operation is differentiated, in a few words.
  public var derivativeText: String {
    switch operation.derivative {
    case .zero: "zero"
    case .elementwise: "elementwise"
    case .linear(let positions): "linear in \(positions.map(String.init).joined(separator: ", "))"
    case .bilinear: "bilinear"
    case .custom: "custom"
    }
  }

  /// Whether `backend` has kernels of its own for the applications in the cases.
  public func ownKernels(on backend: any Backend) -> String {
    let own = all.count { backend.hasOwnKernel(for: $0.0, $0.1) }
    return own == all.count ? "own" : own == 0 ? "borrowed" : "own for \(own) of \(all.count)"
  }
}
