import COpenBLAS
import Touchstone

/// Products by OpenBLAS, factorizations by LAPACK, everything else in plain loops over typed memory,
/// on one thread.
///
/// The same kernels with their loops shared out are `ThreadedBackend`.
public struct OpenBLASBackend: KernelBackend {
  /// `openblas`.
  public let name = "openblas"

  /// The backend; holds OpenBLAS to one thread.
  public init() { openblas_set_num_threads(1) }

  /// The kernel for `operation`, if there is one of its own.
  public func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    KernelTable.all.kernel(for: operation, operands)
  }

  /// The same for two operands of one type.
  public func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    KernelTable.all.kernel(for: operation, pairOf: type)
  }

  /// One piece after the other.
  public var pieces: PieceLoop? { PieceLoop() }
}

/// The kernels by the type of primitive they serve.
struct KernelTable: Sendable {
  typealias Maker = @Sendable (any Primitive, [TensorType]) -> Kernel?
  private var makers: [ObjectIdentifier: Maker] = [:]
  /// The kernels made once, by the operation's case and the dtype of its first operand.
  private var cases: [ObjectIdentifier: [[Kernel?]]] = [:]

  /// Every kernel of this backend.
  static let all: KernelTable = {
    var table = KernelTable()
    table.addElementwise()
    table.addMovement()
    table.addIndexing()
    table.addReductions()
    table.addOrders()
    table.addProducts()
    table.addRaggedProducts()
    table.addLinearAlgebra()
    table.addEigenproblems()
    table.addLapackCalls()
    table.addSolvers()
    table.addFourier()
    table.addNormalization()
    table.addEinsums()
    table.addRandom()
    table.addRewritten()
    table.addScans()
    return table
  }()

  /// Adds the kernels that `make` gives for applications of `P`; `nil` borrows the reference's.
  mutating func add<P: Primitive>(
    _: P.Type, _ make: @escaping @Sendable (P, [TensorType]) -> Kernel?
  ) {
    makers[ObjectIdentifier(P.self)] = { operation, types in
      make(operation.known(as: P.self), types)
    }
  }

  /// The same for kernels on each element by itself, which run in pieces where loops are shared out.
  mutating func addInPieces<P: Primitive>(
    _: P.Type, _ make: @escaping @Sendable (P, [TensorType]) -> Kernel?
  ) {
    add(P.self) { operation, types in make(operation, types).map { Self.inPieces($0) } }
  }

  /// Adds the kernels that `make` gives for each operation of an enumeration without parameters on
  /// each dtype of its first operand; they are made once, since eager programs ask for them often.
  mutating func addCases<P: Primitive & CaseIterable>(
    _: P.Type, _ make: (P, DType) -> Kernel?
  ) {
    var kernels: [[Kernel?]] = []
    for (i, operation) in P.allCases.enumerated() {
      precondition(operation.ordinal == i, "cases without parameters are numbered in order")
      kernels.append(DType.allCases.map { make(operation, $0) })
    }
    cases[ObjectIdentifier(P.self)] = kernels
  }

  /// The table of what `change` makes of each kernel.
  func map(_ change: @escaping @Sendable (@escaping Kernel) -> Kernel) -> KernelTable {
    var table = KernelTable()
    table.cases = cases.mapValues { $0.map { $0.map { $0.map(change) } } }
    table.makers = makers.mapValues { make in { make($0, $1).map(change) } }
    return table
  }

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    if let first = operands.first, let kernels = kernels(for: operation) {
      return kernels[first.dtype.ordinal]
    }
    return makers[ObjectIdentifier(type(of: operation))]?(operation, operands)
  }

  func kernel(for operation: any Primitive, pairOf type: TensorType) -> Kernel? {
    if let kernels = kernels(for: operation) { return kernels[type.dtype.ordinal] }
    return kernel(for: operation, [type, type])
  }

  /// The kernels of an operation without parameters, by dtype.
  private func kernels(for operation: any Primitive) -> [Kernel?]? {
    cases[ObjectIdentifier(type(of: operation))]?[operation.ordinal]
  }
}

extension DType {
  /// The place among all cases: an enumeration of plain cases is one byte that counts them.
  var ordinal: Int { Int(unsafeBitCast(self, to: UInt8.self)) }
}

extension Primitive {
  /// The place among the cases of an enumeration without parameters.
  var ordinal: Int { withUnsafeBytes(of: self) { Int($0[0]) } }

  /// This value as `P`, which is its type; a cast would search for what the table has found.
  fileprivate func known<P>(as _: P.Type) -> P {
    precondition(Self.self == P.self, "the table of kernels found another type")
    return withUnsafePointer(to: self) {
      $0.withMemoryRebound(to: P.self, capacity: 1) { $0.pointee }
    }
  }
}
