import Touchstone

/// One thing that the runner asks of a backend, by its name.
///
/// Specification: `conformance`.
public struct Item: Sendable {
  /// What it was made from.
  public enum Kind: String, Sendable, CaseIterable {
    /// A case of `Conformance/operations`.
    case operations
    /// An example of SPEC.md.
    case examples
    /// A gradient, a tangent or a batch of an operation, as one program.
    case transforms
    /// A case of `Conformance/keras`.
    case keras
    /// What every layer of the recipes must do.
    case layers
    /// A failure that was found once, of `Conformance/corpus`.
    case corpus
  }
  /// What it was made from.
  public let kind: Kind
  /// The area of the operation, as SPEC.md's chapters are named.
  public let area: String
  /// The heading in SPEC.md, or the class of Keras.
  public let heading: String
  /// Its name under the heading.
  public let name: String
  /// The labels of the clauses it shows.
  public let clauses: [String]
  /// The dtype it is about: that of its first operand; empty where there is none.
  public let dtype: String
  /// Whether it must be rejected.
  let isViolation: Bool
  /// What it shows that others may show as well: the smoke tier has one item for each.
  let keys: Set<String>
  private let judge: @Sendable (_ backend: any Backend, _ isReference: Bool) -> Verdict

  /// An item whose verdict on a backend `judge` gives.
  ///
  /// `judge` is told when the backend is the reference in a process, which owes more than others.
  public init(
    _ kind: Kind, area: String, heading: String, name: String, clauses: [String] = [],
    dtype: String = "", isViolation: Bool = false, keys: Set<String> = [],
    judge: @escaping @Sendable (_ backend: any Backend, _ isReference: Bool) -> Verdict
  ) {
    (self.kind, self.area, self.heading, self.name) = (kind, area, heading, name)
    (self.clauses, self.dtype, self.isViolation) = (clauses, dtype, isViolation)
    var keys = keys
    for clause in clauses { keys.insert("\(kind) \(heading) \(clause)") }
    if !dtype.isEmpty { keys.insert("\(kind) \(heading) in \(Item.family(dtype))") }
    if keys.isEmpty { keys.insert("\(kind) \(heading)") }
    self.keys = keys
    self.judge = judge
  }

  /// What it is called in reports, waivers and commands: `operations/transpose/swaps two axes`.
  public var id: String { "\(kind.rawValue)/\(heading)/\(name)" }

  /// The verdict on `backend`.
  func verdict(on backend: any Backend, isReference: Bool) -> Verdict {
    judge(backend, isReference)
  }

  /// The dtypes that kernels tell apart, as groups.
  private static func family(_ word: String) -> String {
    guard let dtype = DType(rawValue: word) else { return word }
    switch dtype.family {
    case .float: return dtype.bitWidth < 16 ? "floats of 8 bits and fewer" : word
    case .signed, .unsigned: return "\(dtype.family)"
    default: return word
    }
  }
}

extension [Item] {
  /// The items of which each shows something that none before it does.
  public var smoke: [Item] {
    var seen: Set<String> = []
    return filter { item in
      if item.keys.isSubset(of: seen) { return false }
      seen.formUnion(item.keys)
      return true
    }
  }

  /// Part `number` of `count`, counted from 1: every `count`-th item.
  public func shard(_ number: Int, of count: Int) -> [Item] {
    indices.filter { $0 % count == number - 1 }.map { self[$0] }
  }

  /// The items whose id is `pattern`, in which `*` stands for any letters, or begins with it.
  public func named(_ pattern: String) -> [Item] {
    let exact = filter { $0.id == pattern }
    if !exact.isEmpty { return exact }
    let pattern = Pattern(pattern)
    return filter {
      pattern.matches($0.id[...]) || pattern.matches("\($0.heading)/\($0.name)"[...])
        || pattern.matches("\($0.heading): \($0.name)"[...])
    }
  }
}
