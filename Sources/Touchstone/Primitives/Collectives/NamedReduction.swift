/// The values of all members along named axes, combined element by element: `psum`, `pmax`, `pmin`.
package struct NamedReduction: Operation {
  /// How they are combined.
  package enum Kind: String, CaseIterable, Sendable {
    case sum, maximum = "max", minimum = "min"
  }
  package static let names = Kind.allCases.map { "touchstone.p\($0.rawValue)" }
  package let kind: Kind
  package let axisNames: [String]

  package init(_ kind: Kind, _ axisNames: [String]) {
    self.kind = kind
    self.axisNames = axisNames
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    guard let kind = Kind(rawValue: String(source.name.dropFirst("touchstone.p".count))) else {
      throw source.invalid("not a reduction along named axes")
    }
    self.kind = kind
    axisNames = try source.axisNames()
  }
  package var fullName: String { "touchstone.p\(kind.rawValue)" }
  package var attributes: [NamedAttribute] { [.axisNames(axisNames)] }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    let hasOrder = x[0].dtype.isInteger || x[0].dtype.isFloat
    guard hasOrder || kind == .sum && x[0].dtype.isComplex else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    return x[0]
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    throw Context.unbound(axisNames, name, x.map(\.type))
  }
  package var derivative: Derivative { kind == .sum ? .linear(positions: [0]) : .custom }
  package var promise: Promise { kind == .sum ? .reassociating : .exact }

  package func differentiate(
    _ x: [Tensor], _ dx: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) {
    if kind == .sum { return try differentiateAsDeclared(x, dx) }
    let y = try apply(self, x)
    guard let dx = dx[0] else { return (y, [nil]) }
    // Members that tie share the derivative equally.
    let sum = NamedReduction(.sum, axisNames)
    let isMine = convert(equal(x[0], y[0]), to: dx.dtype)
    let share = isMine / (try apply(sum, [isMine])[0])
    return (y, try apply(sum, [share * dx]))
  }

  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    guard kind == .sum else { throw notTransposable(x) }
    return [try ct[0].map { try apply(self, [$0])[0] }]
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    _ = try resultType(x.map(\.type))
    guard let name = axis.name, axisNames.contains(name) else { return (try apply(self, x), axes) }
    var y = x[0]
    switch (axes[0], kind) {
    case (let place?, .sum): y = reduceSum(y, [place])
    case (let place?, .maximum): y = reduceMax(y, [place])
    case (let place?, .minimum): y = reduceMin(y, [place])
    case (nil, .sum): y = y * Tensor.full(Double(axis.size), like: y)
    case (nil, _): break
    }
    let rest = axisNames.filter { $0 != name }
    return (rest.isEmpty ? [y] : try apply(NamedReduction(kind, rest), [y]), [nil])
  }
}

/// The number of the member along a named axis.
package struct AxisIndex: Operation {
  package static let names = ["touchstone.axis_index"]
  package let axisNames: [String]

  package init(_ axisName: String) { axisNames = [axisName] }
  package init(_ source: inout OperationSource) throws(TensorError) {
    self.init(try source.axisName())
  }
  package var attributes: [NamedAttribute] { [.axisNames(axisNames)] }
  package static func syntax(of name: String) -> Syntax { .generic }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(0, x)
    return TensorType(.i32)
  }
  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    throw Context.unbound(axisNames, name, [])
  }
  package var derivative: Derivative { .zero }
  package var promise: Promise { .exact }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    ([iota(TensorType(.i32, [axis.size]), axis: 0)], [0])
  }
}

extension NamedAttribute {
  /// The attribute `axis_names`.
  static func axisNames(_ names: [String]) -> NamedAttribute {
    NamedAttribute("axis_names", .array(names.map { .string($0) }))
  }
}

extension OperationSource {
  /// The attribute `axis_names`, at least one name.
  mutating func axisNames() throws(TensorError) -> [String] {
    guard case .array(let items) = attribute("axis_names"), !items.isEmpty else {
      throw invalid("attribute axis_names must be a list of names", clause: "I2")
    }
    var names: [String] = []
    for item in items {
      guard case .string(let name) = item, !names.contains(name) else {
        throw invalid("axis_names must be different names, got \(items)", clause: "I2")
      }
      names.append(name)
    }
    return names
  }

  /// The one name in the attribute `axis_names`.
  mutating func axisName() throws(TensorError) -> String {
    let names = try axisNames()
    guard names.count == 1 else {
      throw invalid("axis_names must be one name, got \(names)", clause: "I2")
    }
    return names[0]
  }
}
