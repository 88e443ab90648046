/// What a text or a case file says about one application, from which a primitive is made.
///
/// Each accessor notes the attribute it reads; what no primitive asked for stays in `unread`.
public struct OperationSource {
  /// The operation's name with its dialect.
  public let name: String
  /// The types of the operands, the captured ones first.
  public let operands: [TensorType]
  /// The declared types of the results; empty where the source declares none.
  public let results: [TensorType]
  /// The bodies, closed over their captures.
  public let regions: [Block]
  /// How many leading operands the regions capture.
  public let captureCount: Int
  /// The functions that symbols name.
  let function: (String) -> Function?
  /// The program's statements that are neither functions nor operations.
  let declarations: [String]
  /// Where the text has it.
  let place: () -> TextPlace
  private let attributes: [String: Attribute]
  private var read: Set<String> = []

  /// A source for the operation `name`.
  public init(
    name: String, operands: [TensorType], results: [TensorType] = [],
    attributes: [NamedAttribute] = [], regions: [Block] = [], captureCount: Int = 0,
    function: @escaping (String) -> Function? = { _ in nil }, declarations: [String] = [],
    place: @escaping () -> TextPlace = { TextPlace() }
  ) {
    self.name = name
    self.operands = operands
    self.results = results
    self.regions = regions
    self.captureCount = captureCount
    self.function = function
    self.declarations = declarations
    self.place = place
    self.attributes = Dictionary(attributes.map { ($0.name, $0.value) }) { $1 }
    order = attributes
  }
  private let order: [NamedAttribute]

  /// The attributes no accessor asked for, in the order of the source.
  public var unread: [NamedAttribute] { order.filter { !read.contains($0.name) } }

  /// The operands that the regions do not capture.
  public var arguments: ArraySlice<TensorType> { operands.dropFirst(captureCount) }

  /// The error that this source is not a valid application.
  public func invalid(_ message: String, clause: String = "") -> TensorError {
    let short = name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    return TensorError(short, clause, operands, message)
  }
}

extension OperationSource {
  /// The attribute `name` in whatever form it has, or `nil`.
  public mutating func attribute(_ name: String) -> Attribute? {
    read.insert(name)
    return attributes[name]
  }

  private mutating func required<T>(_ name: String, _ value: T?) throws(TensorError) -> T {
    guard let value else { throw invalid("attribute \(name) is missing") }
    return value
  }

  private func wrong(_ name: String, _ expected: String, _ got: Attribute) -> TensorError {
    invalid("attribute \(name) must be \(expected), got \(got)")
  }

  /// The integer `name`, or `nil` if it is absent.
  public mutating func optionalInteger(_ name: String) throws(TensorError) -> Int? {
    switch attribute(name) {
    case nil: return nil
    case .integer(let value, _): return Int(value)
    case .elements(let t) where t.count == 1 && (t.dtype.isInteger): return t.integers[0]
    case let other?: throw wrong(name, "an integer", other)
    }
  }
  /// The integer `name`.
  public mutating func integer(_ name: String) throws(TensorError) -> Int {
    try required(name, try optionalInteger(name))
  }

  /// The flag `name`; absent is `false`, present without a value `true`.
  public mutating func flag(_ name: String) throws(TensorError) -> Bool {
    switch attribute(name) {
    case nil: return false
    case .unit: return true
    case .bool(let value): return value
    case .integer(let value, .i1): return value != 0
    case let other?: throw wrong(name, "a boolean", other)
    }
  }

  /// The floating-point number `name`.
  public mutating func float(_ name: String) throws(TensorError) -> Double {
    switch try required(name, attribute(name)) {
    case .float(let value, _): return value
    case .integer(let value, nil): return Double(value)
    case let other: throw wrong(name, "a number", other)
    }
  }

  /// The string `name`, or `nil` if it is absent.
  public mutating func optionalString(_ name: String) throws(TensorError) -> String? {
    switch attribute(name) {
    case nil: return nil
    case .string(let value), .symbol(let value): return value
    case let other?: throw wrong(name, "a string", other)
    }
  }

  /// The list of integers `name`, or `nil` if it is absent. A dense attribute of rank 1 counts.
  public mutating func optionalIntegers(_ name: String) throws(TensorError) -> [Int]? {
    guard let value = attribute(name) else { return nil }
    guard let list = value.integerList else { throw wrong(name, "a list of integers", value) }
    return list
  }
  /// The list of integers `name`.
  public mutating func integers(_ name: String) throws(TensorError) -> [Int] {
    try required(name, try optionalIntegers(name))
  }
  /// The list of booleans `name`, or `nil` if it is absent.
  public mutating func optionalFlags(_ name: String) throws(TensorError) -> [Bool]? {
    try optionalIntegers(name)?.map { $0 != 0 }
  }

  /// The rows of the matrix of integers `name` (`dense<[[0, 1]]> : tensor<1x2xi64>`), or `nil`.
  public mutating func optionalRows(_ name: String) throws(TensorError) -> [[Int]]? {
    switch attribute(name) {
    case nil: return nil
    case .elements(let t) where t.dtype.isInteger && t.type.rank == 2:
      let flat = t.integers
      let width = t.shape[1]
      return (0..<t.shape[0]).map { Array(flat[$0 * width..<($0 + 1) * width]) }
    case .array(let rows)?:
      var result: [[Int]] = []
      for row in rows {
        guard let list = row.integerList else { throw wrong(name, "rows of integers", row) }
        result.append(list)
      }
      return result
    case let other?: throw wrong(name, "a matrix of integers", other)
    }
  }

  /// The choice `name` among the cases of an enumeration, or `nil` if it is absent.
  public mutating func optionalChoice<E: RawRepresentable & CaseIterable>(
    _ name: String, of: E.Type = E.self
  ) throws(TensorError) -> E? where E.RawValue == String {
    let spelling: String
    switch attribute(name) {
    case nil: return nil
    case .enumeration(_, let value), .string(let value): spelling = value
    case let other?: throw wrong(name, "one of \(E.allCases.map(\.rawValue))", other)
    }
    guard let choice = E(rawValue: spelling) else {
      throw wrong(name, "one of \(E.allCases.map(\.rawValue))", .string(spelling))
    }
    return choice
  }
  /// The choice `name` among the cases of an enumeration.
  public mutating func choice<E: RawRepresentable & CaseIterable>(
    _ name: String, of: E.Type = E.self
  ) throws(TensorError) -> E where E.RawValue == String {
    try required(name, try optionalChoice(name, of: E.self))
  }

  /// The fields of the structure `name`, as a source of their own, or `nil` if it is absent.
  public mutating func optionalStructure(_ name: String) throws(TensorError) -> OperationSource? {
    switch attribute(name) {
    case nil: return nil
    case .structure(_, let fields), .dictionary(let fields):
      return OperationSource(name: self.name, operands: operands, attributes: fields)
    case let other?: throw wrong(name, "a structure", other)
    }
  }
  /// The fields of the structure `name`, as a source of their own.
  public mutating func structure(_ name: String) throws(TensorError) -> OperationSource {
    try required(name, try optionalStructure(name))
  }

  /// The function that the symbol `name` refers to.
  public mutating func callee(_ name: String) throws(TensorError) -> Function {
    guard let symbol = try optionalString(name) else {
      throw invalid("attribute \(name) is missing")
    }
    guard let function = function(symbol) else {
      throw invalid("there is no function @\(symbol)")
    }
    return function
  }

  /// Throws unless there are exactly `count` regions.
  public func requireRegions(_ count: Int) throws(TensorError) {
    if regions.count != count {
      throw invalid("expected \(count) regions, got \(regions.count)")
    }
  }

  /// The declared type of the only result.
  public func resultType() throws(TensorError) -> TensorType {
    guard results.count == 1 else {
      throw invalid("expected one declared result type, got \(results.count)")
    }
    return results[0]
  }
}

extension Attribute {
  /// The integers of a list in any of its forms, or `nil` if this is none.
  public var integerList: [Int]? {
    switch self {
    case .integers(let list, _): return list
    case .elements(let t) where t.dtype.isInteger || t.dtype == .i1: return t.integers
    case .array(let items):
      var list: [Int] = []
      for item in items {
        switch item {
        case .integer(let value, _): list.append(Int(value))
        case .bool(let value): list.append(value ? 1 : 0)
        default: return nil
        }
      }
      return list
    default: return nil
    }
  }
}
