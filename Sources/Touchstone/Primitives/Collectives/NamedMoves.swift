/// An operation that moves values between the members along one named axis, whose number it knows.
protocol NamedMove: Operation {
  var axisName: String { get }
  var size: Int { get }
  /// The same with each of its axes one place further.
  var shifted: Self { get }
  /// The result for all members, and its batch axis, where the batch axis of `x`, if there is one,
  /// is the first.
  func moved(_ x: Tensor, isBatched: Bool) throws -> (Tensor, Int?)
}

extension NamedMove {
  package static func syntax(of name: String) -> Syntax { .generic }
  package var axisNames: [String] { [axisName] }
  package var resultClause: String { "C3" }
  package var promise: Promise { .exact }
  package var derivative: Derivative { .linear(positions: [0]) }

  package func evaluate(_ x: [HostTensor], _ type: TensorType) throws -> HostTensor {
    throw Context.unbound([axisName], name, x.map(\.type))
  }

  package func batch(
    _ x: [Tensor], _ axes: [Int?], over axis: BatchAxis
  ) throws -> (values: [Tensor], axes: [Int?]) {
    _ = try resultType([axes[0].map { x[0].type.removing($0) } ?? x[0].type])
    let first = axes[0].map { x[0].movingAxis($0, to: 0) } ?? x[0]
    guard axis.name == axisName else { return (try apply(shifted, [first]), [0]) }
    guard axis.size == size else {
      throw violation(
        "S1", x.map(\.type), "the axis \(axisName) has \(axis.size) members, not \(size)")
    }
    let (y, place) = try moved(first, isBatched: axes[0] != nil)
    return ([y], [place])
  }

  /// The attributes that all have.
  fileprivate var common: [NamedAttribute] {
    [.axisNames([axisName]), NamedAttribute("axis_size", .integer(Int64(size), .i64))]
  }

  fileprivate func requireElement(_ x: [TensorType]) throws(TensorError) {
    try requireOperands(1, x)
    guard x[0].dtype.isElement else { throw violation("I1", x, "\(x[0]) is not a tensor") }
  }
  fileprivate func requireAxis(
    _ axis: Int, _ name: String, below rank: Int, _ x: [TensorType]
  ) throws(TensorError) {
    guard (0..<rank).contains(axis) else {
      throw violation("C1", x, "\(name) \(axis) must lie in 0..<\(rank)")
    }
  }
  /// The size of an `size`-th of `length`.
  fileprivate func share(_ length: Int, _ x: [TensorType]) throws(TensorError) -> Int {
    guard size == 0 ? length == 0 : size > 0 && length.isMultiple(of: size) else {
      throw violation("C2", x, "the split size \(length) must be a multiple of \(size) members")
    }
    return size == 0 ? 0 : length / size
  }
}

/// A move that puts the members' values along one axis, or takes them apart there.
protocol TiledMove: NamedMove {
  /// What the text calls the axis.
  static var axisAttribute: String { get }
  /// The move that undoes the places of this one, with the same tiling.
  associatedtype Back: TiledMove
  var tiling: Tiling { get }
  init(_ tiling: Tiling)
}

/// Where members' values lie along an axis: one beside the other there, or along an axis of their own.
struct Tiling: Hashable, Sendable {
  let axisName: String
  let size: Int
  var axis: Int
  let isTiled: Bool
}

extension TiledMove {
  var axisName: String { tiling.axisName }
  var size: Int { tiling.size }
  var axis: Int { tiling.axis }
  var isTiled: Bool { tiling.isTiled }

  init(_ axisName: String, size: Int, axis: Int, isTiled: Bool) {
    self.init(Tiling(axisName: axisName, size: size, axis: axis, isTiled: isTiled))
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    self.init(
      try source.axisName(), size: try source.integer("axis_size"),
      axis: try source.integer(Self.axisAttribute), isTiled: try source.flag("tiled"))
  }
  package var attributes: [NamedAttribute] {
    common + [
      NamedAttribute(Self.axisAttribute, .integer(Int64(axis), .i64)),
      NamedAttribute("tiled", .bool(isTiled)),
    ]
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    [try ct[0].map { try apply(Back(tiling), [$0])[0] }]
  }
  var shifted: Self {
    var tiling = tiling
    tiling.axis += 1
    return Self(tiling)
  }
}

/// The values of all members stacked, or one after another.
package struct AllGatherNamed: TiledMove {
  package static let names = ["touchstone.all_gather_named"]
  static let axisAttribute = "axis"
  typealias Back = PsumScatter
  let tiling: Tiling
  init(_ tiling: Tiling) { self.tiling = tiling }

  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireElement(x)
    try requireAxis(axis, "axis", below: isTiled ? x[0].rank : x[0].rank + 1, x)
    let all = x[0].inserting(size, at: axis)
    guard size >= 0, all.checkedCount != nil else {
      throw violation("C2", x, "the values of \(size) members do not fit in memory")
    }
    if !isTiled { return all }
    var shape = x[0].shape
    shape[axis] *= size
    return x[0].with(shape: shape)
  }

  func moved(_ x: Tensor, isBatched: Bool) throws -> (Tensor, Int?) {
    let stacked = x.withBatchAxis(isBatched ? 0 : nil, at: axis, size)
    if !isTiled { return (stacked, nil) }
    var shape = stacked.shape
    shape.replaceSubrange(axis...axis + 1, with: [shape[axis] * shape[axis + 1]])
    return (reshape(stacked, shape), nil)
  }
}

/// The sum of all members' values, each keeping its part.
package struct PsumScatter: TiledMove {
  package static let names = ["touchstone.psum_scatter"]
  static let axisAttribute = "scatter_dimension"
  typealias Back = AllGatherNamed
  let tiling: Tiling
  init(_ tiling: Tiling) { self.tiling = tiling }

  package var promise: Promise { .reassociating }
  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireOperands(1, x)
    guard x[0].dtype.isInteger || x[0].dtype.isFloat || x[0].dtype.isComplex else {
      throw violation("I1", x, "\(x[0].dtype) is not a dtype this operation takes")
    }
    try requireAxis(axis, "scatter_dimension", below: x[0].rank, x)
    if isTiled {
      var shape = x[0].shape
      shape[axis] = try share(shape[axis], x)
      return x[0].with(shape: shape)
    }
    guard x[0].shape[axis] == size else {
      throw violation(
        "C2", x, "dimension \(axis) must have the size \(size) of the axis \(axisName)")
    }
    return x[0].removing(axis)
  }

  func moved(_ x: Tensor, isBatched: Bool) throws -> (Tensor, Int?) {
    let total = isBatched ? reduceSum(x, [0]) : x * Tensor.full(Double(size), like: x)
    if !isTiled { return (total, axis) }
    var shape = total.shape
    shape.replaceSubrange(axis...axis, with: [size, size == 0 ? 0 : shape[axis] / size])
    return (reshape(total, shape), axis)
  }
}

/// Each member's value given to another.
package struct Ppermute: NamedMove {
  package static let names = ["touchstone.ppermute"]
  let axisName: String
  let size: Int
  /// Source and target of each value that moves.
  let pairs: [[Int]]

  init(_ axisName: String, size: Int, pairs: [[Int]]) {
    self.axisName = axisName
    self.size = size
    self.pairs = pairs
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    self.init(
      try source.axisName(), size: try source.integer("axis_size"),
      pairs: try source.optionalRows("permutation") ?? [])
  }
  package var attributes: [NamedAttribute] {
    common + [NamedAttribute("permutation", .matrix(pairs))]
  }
  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireElement(x)
    guard pairs.allSatisfy({ $0.count == 2 && $0.allSatisfy((0..<size).contains) }) else {
      throw violation("C1", x, "the permutation \(pairs) must be of pairs in 0..<\(size)")
    }
    guard Set(pairs.map { $0[0] }).count == pairs.count,
      Set(pairs.map { $0[1] }).count == pairs.count
    else {
      throw violation("C2", x, "the sources must differ and the targets, too, in \(pairs)")
    }
    return x[0]
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let back = Ppermute(axisName, size: size, pairs: pairs.map { $0.reversed() })
    return [try ct[0].map { try apply(back, [$0])[0] }]
  }
  var shifted: Self { self }

  func moved(_ x: Tensor, isBatched: Bool) throws -> (Tensor, Int?) {
    if !isBatched, pairs.count == size { return (x, nil) }
    let x = x.withBatchAxis(isBatched ? 0 : nil, at: 0, size)
    var sources = [Int?](repeating: nil, count: size)
    for pair in pairs { sources[pair[1]] = pair[0] }
    // Neighbours that come from neighbours move together.
    var parts: [Tensor] = []
    var start = 0
    while start < size {
      var end = start + 1
      while end < size, sources[end] == sources[start].map({ $0 + end - start }) { end += 1 }
      var (from, to) = (x.shape.map { _ in 0 }, x.shape)
      from[0] = sources[start] ?? 0
      to[0] = from[0] + end - start
      parts.append(
        sources[start] == nil
          ? .full(x.type.with(shape: [end - start] + x.shape.dropFirst()), 0)
          : slice(x, from: from, to: to))
      start = end
    }
    return (parts.isEmpty ? x : concatenate(parts, axis: 0), 0)
  }
}

/// Each member's value split among all, and what it gets from them put together.
package struct AllToAllNamed: NamedMove {
  package static let names = ["touchstone.all_to_all_named"]
  let axisName: String
  let size: Int
  let splitAxis: Int
  let concatAxis: Int
  let isTiled: Bool

  init(_ axisName: String, size: Int, splitAxis: Int, concatAxis: Int, isTiled: Bool) {
    self.axisName = axisName
    self.size = size
    self.splitAxis = splitAxis
    self.concatAxis = concatAxis
    self.isTiled = isTiled
  }
  package init(_ source: inout OperationSource) throws(TensorError) {
    self.init(
      try source.axisName(), size: try source.integer("axis_size"),
      splitAxis: try source.integer("split_axis"), concatAxis: try source.integer("concat_axis"),
      isTiled: try source.flag("tiled"))
  }
  package var attributes: [NamedAttribute] {
    common + [
      NamedAttribute("concat_axis", .integer(Int64(concatAxis), .i64)),
      NamedAttribute("split_axis", .integer(Int64(splitAxis), .i64)),
      NamedAttribute("tiled", .bool(isTiled)),
    ]
  }
  package func resultType(_ x: [TensorType]) throws(TensorError) -> TensorType {
    try requireElement(x)
    try requireAxis(splitAxis, "split_axis", below: x[0].rank, x)
    try requireAxis(concatAxis, "concat_axis", below: x[0].rank, x)
    var shape = x[0].shape
    if isTiled {
      shape[splitAxis] = try share(shape[splitAxis], x)
      // No larger than the operand, unless that is empty.
      let (length, overflow) = shape[concatAxis].multipliedReportingOverflow(by: size)
      shape[concatAxis] = length
      guard !overflow, x[0].with(shape: shape).checkedCount != nil else {
        throw violation("C2", x, "the parts of \(size) members do not fit in memory")
      }
      return x[0].with(shape: shape)
    }
    guard shape[splitAxis] == size else {
      throw violation(
        "C2", x, "dimension \(splitAxis) must have the size \(size) of the axis \(axisName)")
    }
    return x[0].removing(splitAxis).inserting(size, at: concatAxis)
  }
  package func transpose(_ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?] {
    let back = AllToAllNamed(
      axisName, size: size, splitAxis: concatAxis, concatAxis: splitAxis, isTiled: isTiled)
    return [try ct[0].map { try apply(back, [$0])[0] }]
  }
  var shifted: Self {
    Self(
      axisName, size: size, splitAxis: splitAxis + 1, concatAxis: concatAxis + 1, isTiled: isTiled)
  }

  func moved(_ x: Tensor, isBatched: Bool) throws -> (Tensor, Int?) {
    var x = x.withBatchAxis(isBatched ? 0 : nil, at: 0, size)
    if isTiled {
      var shape = x.shape
      let share = size == 0 ? 0 : shape[splitAxis + 1] / size
      shape.replaceSubrange(splitAxis + 1...splitAxis + 1, with: [size, share])
      x = reshape(x, shape)
    }
    // The receiving members first; the sending ones, now second, where they belong.
    let y = x.movingAxis(splitAxis + 1, to: 0).movingAxis(1, to: concatAxis + 1)
    if !isTiled { return (y, 0) }
    var shape = y.shape
    shape.replaceSubrange(
      concatAxis + 1...concatAxis + 2, with: [shape[concatAxis + 1] * shape[concatAxis + 2]])
    return (reshape(y, shape), 0)
  }
}
