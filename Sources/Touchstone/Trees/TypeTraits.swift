import Synchronization

/// What the coders must know of a type besides its coding; found once for each type.
struct TypeTraits: Sendable {
  /// How many elements belong together where the order of encoding is arbitrary.
  let group: Int?
  /// The superclass.
  let superclass: String?

  private static let known = Mutex<[ObjectIdentifier: TypeTraits]>([:])

  static func of(_ value: some Any) -> TypeTraits {
    // The dynamic type: a variable of a class may hold an instance of a subclass.
    let type = type(of: value)
    let id = ObjectIdentifier(type)
    if let traits = known.withLock({ $0[id] }) { return traits }
    let base = type is AnyClass ? Mirror(reflecting: value).superclassMirror : nil
    let traits = TypeTraits(
      group: (type as? any ArbitrarilyOrdered.Type)?.group,
      superclass: base.map { "\($0.subjectType)" })
    known.withLock { $0[id] = traits }
    return traits
  }
}

/// A type that encodes its elements in an order that says nothing.
private protocol ArbitrarilyOrdered {
  static var group: Int { get }
}
extension Set: ArbitrarilyOrdered {
  static var group: Int { 1 }
}
extension Dictionary: ArbitrarilyOrdered {
  // With keys that are neither strings nor integers, keys and values alternate.
  static var group: Int { 2 }
}
