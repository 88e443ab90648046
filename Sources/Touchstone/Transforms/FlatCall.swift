/// The arguments of one call, taken apart.
struct FlatArguments {
  /// The tensors of all arguments, one argument after the other.
  private(set) var leaves: [Tensor] = []
  private(set) var structures: [TreeStructure] = []
  /// Where each argument's tensors lie.
  private(set) var ranges: [Range<Int>] = []

  var count: Int { structures.count }
  var types: [TensorType] { leaves.map(\.type) }

  /// What messages call each tensor.
  var names: [String] {
    zip(structures.indices, structures).flatMap { i, structure in
      structure.leafPaths.map { $0.isEmpty ? "\(i)" : "\(i) at \($0)" }
    }
  }

  mutating func add(_ tree: some TensorTree) throws(TensorError) {
    let (leaves, structure) = try tree.flattened()
    ranges.append(self.leaves.count..<self.leaves.count + leaves.count)
    self.leaves += leaves
    structures.append(structure)
  }

  /// The tensors, which are let go here.
  mutating func takeLeaves() -> [Tensor] {
    defer { leaves = [] }
    return leaves
  }

  /// The argument `i` with tensors from `leaves`, which holds those of all arguments.
  func tree<T: TensorTree>(_ i: Int, _ leaves: [Tensor]) throws(TensorError) -> T {
    try T(structures[i], leaves: Array(leaves[ranges[i]]))
  }

  /// What messages call the tensor `leaf`: `argument 0 at layers/0/kernel`.
  func name(ofLeaf leaf: Int) -> String {
    guard let i = ranges.firstIndex(where: { $0.contains(leaf) }) else { return "argument" }
    let path = structures[i].leafPaths[leaf - ranges[i].lowerBound]
    return "argument \(i)" + (path.isEmpty ? "" : " at \(path)")
  }
}

/// What a function returned while its tensors went through a transformation.
final class FlatResult {
  private(set) var structures: [TreeStructure] = []
  private(set) var ranges: [Range<Int>] = []

  /// The tensors of the results; their form is kept.
  func note<R: TensorTree>(_ value: R) throws(TensorError) -> [Tensor] {
    let (leaves, structure) = try value.flattened()
    structures = [structure]
    ranges = [0..<leaves.count]
    return leaves
  }
  func note<R: TensorTree, S: TensorTree>(_ value: (R, S)) throws(TensorError) -> [Tensor] {
    let first = try value.0.flattened()
    let second = try value.1.flattened()
    structures = [first.structure, second.structure]
    ranges = [
      0..<first.leaves.count, first.leaves.count..<first.leaves.count + second.leaves.count,
    ]
    return first.leaves + second.leaves
  }

  /// The result `i` with tensors from `leaves`, which holds those of all results.
  func tree<T: TensorTree>(_ leaves: [Tensor], result i: Int = 0) throws(TensorError) -> T {
    try T(structures[i], leaves: Array(leaves[ranges[i]]))
  }
}

/// A call of a function of trees seen as one of lists of tensors.
struct FlatCall {
  private(set) var arguments: FlatArguments
  let result = FlatResult()
  private let function: ([Tensor], FlatArguments, FlatResult) throws -> [Tensor]

  /// The tensors of the results for the tensors of all arguments.
  func body(_ leaves: [Tensor]) throws -> [Tensor] { try function(leaves, arguments, result) }

  /// The tensors of all arguments, which are let go here.
  mutating func takeLeaves() -> [Tensor] { arguments.takeLeaves() }

  /// The form of the result, found by a run without elements if there was none yet.
  var formOfResult: TreeStructure? {
    if result.structures.isEmpty {
      _ = try? body(Array(repeating: .invalid, count: arguments.ranges.last?.upperBound ?? 0))
    }
    return result.structures.first
  }
}

extension FlatCall {
  init<A: TensorTree, R: TensorTree>(_ f: @escaping (A) -> R, _ a: A) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0))) }
  }
  init<A: TensorTree, B: TensorTree, R: TensorTree>(
    _ f: @escaping (A, B) -> R, _ a: A, _ b: B
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    try arguments.add(b)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0), $1.tree(1, $0))) }
  }
  init<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree>(
    _ f: @escaping (A, B, C) -> R, _ a: A, _ b: B, _ c: C
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    try arguments.add(b)
    try arguments.add(c)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0), $1.tree(1, $0), $1.tree(2, $0))) }
  }
  init<A: TensorTree, B: TensorTree, C: TensorTree, D: TensorTree, R: TensorTree>(
    _ f: @escaping (A, B, C, D) -> R, _ a: A, _ b: B, _ c: C, _ d: D
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    try arguments.add(b)
    try arguments.add(c)
    try arguments.add(d)
    self.arguments = arguments
    function = {
      try $2.note(f($1.tree(0, $0), $1.tree(1, $0), $1.tree(2, $0), $1.tree(3, $0)))
    }
  }
}

// With an auxiliary result, which is not differentiated.
extension FlatCall {
  init<A: TensorTree, R: TensorTree, X: TensorTree>(
    _ f: @escaping (A) -> (R, X), _ a: A
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0))) }
  }
  init<A: TensorTree, B: TensorTree, R: TensorTree, X: TensorTree>(
    _ f: @escaping (A, B) -> (R, X), _ a: A, _ b: B
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    try arguments.add(b)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0), $1.tree(1, $0))) }
  }
  init<A: TensorTree, B: TensorTree, C: TensorTree, R: TensorTree, X: TensorTree>(
    _ f: @escaping (A, B, C) -> (R, X), _ a: A, _ b: B, _ c: C
  ) throws(TensorError) {
    var arguments = FlatArguments()
    try arguments.add(a)
    try arguments.add(b)
    try arguments.add(c)
    self.arguments = arguments
    function = { try $2.note(f($1.tree(0, $0), $1.tree(1, $0), $1.tree(2, $0))) }
  }
}

extension FlatCall {
  /// The program this call is, and the tensors it uses besides its arguments.
  func recorded(
    _ transformation: String, _ place: Place
  ) throws -> (block: Block, captured: [Tensor]) {
    try Flat.record(
      body, arguments.types, transformation: transformation, place: place.description,
      arguments: arguments.names)
  }
}

/// What `body` returns; if it throws, the error is reported and `fallback` returned.
func reporting<R>(
  _ operation: String, or fallback: @autoclosure () -> R, _ body: () throws -> R
) -> R {
  do { return try body() } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(TensorError(operation, "", [], "\(error)"))
  }
  return fallback()
}
