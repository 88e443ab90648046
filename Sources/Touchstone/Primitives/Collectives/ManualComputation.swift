/// A body run by every device of a mesh on its own part of the operands.
///
/// Specification: `manual_computation`.
package struct ManualComputation: Primitive {
  package static let names = ["sdy.manual_computation"]
  /// The attributes as the text has them.
  package let attributes: [NamedAttribute]
  package let mesh: Mesh
  package let inputs: [Sharding]
  package let outputs: [Sharding]
  /// The axes that the body is divided along; the others it sees whole.
  package let manualAxes: [String]
  package let body: Block
  package let captureCount: Int

  package init(_ source: inout OperationSource) throws(TensorError) {
    try source.requireRegions(1)
    var attributes: [NamedAttribute] = []
    for name in ["in_shardings", "out_shardings", "manual_axes"] {
      guard let value = source.attribute(name) else {
        throw source.invalid("attribute \(name) is missing", clause: "I2")
      }
      attributes.append(NamedAttribute(name, value))
    }
    guard let inputs = Sharding.list(attributes[0].value),
      let outputs = Sharding.list(attributes[1].value),
      case .opaque(let axes) = attributes[2].value
    else {
      throw source.invalid(
        "shardings must have the form <@mesh, [{\"axis\", …}, …]>, without parts of axes and "
          + "without unreduced axes; add the parts up by an all_reduce inside",
        clause: "I2")
    }
    let names = Set((inputs + outputs).map(\.mesh))
    let meshes = source.declarations.compactMap(Mesh.init(declaration:))
    guard names.count == 1, let mesh = meshes.first(where: { names.contains($0.name) }) else {
      throw source.invalid(
        "the shardings must name one declared mesh of at most 1024 devices, got "
          + "\(names.sorted())", clause: "C3")
    }
    self.attributes = attributes
    self.mesh = mesh
    self.inputs = inputs
    self.outputs = outputs
    manualAxes = Sharding.axes(in: axes)
    body = source.regions[0]
    captureCount = source.captureCount
    results = source.results
  }
  /// The declared types of the results.
  private let results: [TensorType]

  package var regions: [Block] { [body] }
  package static func syntax(of name: String) -> Syntax { .special("manual_computation") }
  package var resultClause: String { "C6" }

  /// How many parts each dimension has.
  private func parts(_ sharding: Sharding) -> [Int] {
    sharding.dimensions.map { axes in
      axes.reduce(1) { $0 * (manualAxes.contains($1) ? mesh.size(of: $1) ?? 1 : 1) }
    }
  }

  /// Which part along each dimension the device of that number has.
  private func part(_ sharding: Sharding, of device: Int) -> [Int] {
    let coordinates = mesh.coordinates(of: device)
    return sharding.dimensions.map { axes in
      axes.filter(manualAxes.contains).reduce(0) {
        $0 * (mesh.size(of: $1) ?? 1) + (coordinates[$1] ?? 0)
      }
    }
  }

  /// The type of a device's part of `type`, or the violation of `clause`.
  private func local(
    _ type: TensorType, _ sharding: Sharding, _ x: [TensorType], _ clause: String
  ) throws(TensorError) -> TensorType {
    let axes = sharding.dimensions.flatMap { $0 }
    guard Set(axes).count == axes.count, axes.allSatisfy({ mesh.size(of: $0) != nil }) else {
      throw violation("C4", x, "the axes \(axes) must differ and be of mesh @\(mesh.name)")
    }
    guard sharding.dimensions.count == type.rank else {
      throw violation(
        clause, x,
        "the sharding of \(type) must have \(type.rank) dimensions, got "
          + "\(sharding.dimensions.count)")
    }
    let parts = parts(sharding)
    for (size, count) in zip(type.shape, parts) where !size.isMultiple(of: count) {
      throw violation(clause, x, "a dimension of \(type) must be a multiple of \(count)")
    }
    return type.with(shape: zip(type.shape, parts).map { $0 / $1 })
  }

  package func resultTypes(_ x: [TensorType]) throws(TensorError) -> [TensorType] {
    let operands = x.dropFirst(captureCount)
    guard inputs.count == operands.count else {
      throw violation(
        "C1", x, "expected \(operands.count) shardings of operands, got \(inputs.count)")
    }
    guard outputs.count == results.count, outputs.count == body.results.count else {
      throw violation(
        "C2", x, "expected \(body.results.count) shardings of results, got \(outputs.count)")
    }
    for axis in manualAxes where mesh.size(of: axis) == nil {
      throw violation("C4", x, "mesh @\(mesh.name) has no axis \(axis)")
    }
    var expected = Array(x.prefix(captureCount))
    for (type, sharding) in zip(operands, inputs) {
      expected.append(try local(type, sharding, x, "C5"))
    }
    guard body.parameters == expected else {
      throw violation(
        "C5", x,
        "the body must take the parts of the operands \(expected), it takes "
          + "\(body.parameters)")
    }
    for (i, sharding) in outputs.enumerated() {
      let part = try local(results[i], sharding, x, "C6")
      guard body.resultTypes[i] == part else {
        throw violation(
          "C6", x,
          "the body must give the part \(part) of result \(i), it gives "
            + "\(body.resultTypes[i])")
      }
    }
    return results
  }

  package func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let captures = Array(x.prefix(captureCount))
    let operands = Array(x.dropFirst(captureCount))
    @Sendable func run(_ process: GridProcess) throws -> [HostTensor] {
      var context = context
      context.process = process
      return try context.run(body, captures + parts(of: operands, on: process.partition))
    }
    guard let process = context.process else {
      let grid = Grid(replicas: 1, partitions: mesh.devices.count)
      return joined(try grid.run(run), of: Array(mesh.devices.indices))
    }
    // One device of a mesh that runs already: it needs the parts of those that differ from it in
    // the axes of this body alone.
    guard process.grid.replicas == 1, process.grid.partitions == mesh.devices.count else {
      throw violation(
        "S1", x.map(\.type),
        "mesh @\(mesh.name) has \(mesh.devices.count) devices, the grid has "
          + "\(process.grid.count) processes")
    }
    let own = try run(process)
    let here = mesh.coordinates(of: process.partition)
    let members = mesh.devices.indices.filter { device in
      mesh.coordinates(of: device).allSatisfy { manualAxes.contains($0) || here[$0] == $1 }
    }
    let brought = try process.grid.meet(
      process, in: name, channel: 0, members: members, bringing: own)
    return joined(brought, of: members)
  }

  /// The part of each operand that the device of that number works on.
  private func parts(of operands: [HostTensor], on device: Int) -> [HostTensor] {
    zip(operands, inputs).map { operand, sharding in
      let counts = parts(sharding)
      return part(sharding, of: device).enumerated().reduce(operand) {
        $0.part($1.element, of: counts[$1.offset], along: $1.offset)
      }
    }
  }

  /// The parts of the operands that each device works on.
  package func divided(_ operands: [HostTensor]) -> [[HostTensor]] {
    mesh.devices.indices.map { parts(of: operands, on: $0) }
  }

  /// The results whose parts `devices` hold; where several hold the same part, that of the first.
  package func joined(_ values: [[HostTensor]], of devices: [Int]) -> [HostTensor] {
    outputs.indices.map { i in
      var known: [[Int]: HostTensor] = [:]
      for (device, value) in Array(zip(devices, values)).reversed() {
        known[part(outputs[i], of: device)] = value[i]
      }
      let counts = parts(outputs[i])
      func build(_ index: [Int]) -> HostTensor {
        if index.count == counts.count { return known[index, default: values[0][i]] }
        let pieces = (0..<counts[index.count]).map { build(index + [$0]) }
        return pieces.count == 1 ? pieces[0] : .joining(pieces, along: index.count)
      }
      return build([])
    }
  }
  package var derivative: Derivative {
    .missing("differentiate before the program is divided among devices, or inside of the body")
  }
  package var promise: Promise { .regions }
}
