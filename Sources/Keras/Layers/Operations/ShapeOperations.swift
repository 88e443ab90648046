// Operations that move elements, and those that make them.

extension Operation {
  static let shapes: [Operation] = [
    unary("Ravel") { ravel($0) }, unary("Fliplr") { fliplr($0) }, unary("Flipud") { flipud($0) },
    Operation("Reshape", .numpy, "x", needs: "newshape") {
      [reshape(try $0.tensor(0), try $0.ints("newshape"))]
    },
    Operation("Transpose", .numpy, "x", ["axes": nil]) {
      [transpose(try $0.tensor(0), try $0.settings.get("axes", as: [Int]?.self))]
    },
    Operation("Swapaxes", .numpy, "x", needs: "axis1 axis2") {
      [swapaxes(try $0.tensor(0), try $0.int("axis1"), try $0.int("axis2"))]
    },
    Operation("Moveaxis", .numpy, "x", needs: "source destination") {
      [moveaxis(try $0.tensor(0), try $0.sizes("source"), try $0.sizes("destination"))]
    },
    Operation("ExpandDims", .numpy, "x", needs: "axis") {
      [expandDims(try $0.tensor(0), try $0.sizes("axis"))]
    },
    Operation("Squeeze", .numpy, "x", ["axis": nil]) {
      [squeeze(try $0.tensor(0), axis: try $0.axes())]
    },
    Operation("Flip", .numpy, "x", ["axis": nil]) {
      [flip(try $0.tensor(0), axis: try $0.axes())]
    },
    Operation("Roll", .numpy, "x", needs: "shift", ["axis": nil]) {
      [roll(try $0.tensor(0), try $0.sizes("shift"), axis: try $0.axes())]
    },
    Operation("Rot90", .numpy, "array", ["k": 1, "axes": [0, 1]]) { o in
      let axes = try o.ints("axes")
      guard axes.count == 2 else {
        throw ConfigError("'axes' of \(o.settings.owner) must be two, got \(axes.count)")
      }
      return [rot90(try o.tensor(0), k: try o.int("k"), axes: (axes[0], axes[1]))]
    },
    Operation("Tile", .numpy, "x", needs: "repeats") {
      [tile(try $0.tensor(0), try $0.sizes("repeats"))]
    },
    Operation("Repeat", .numpy, "x", needs: "repeats", ["axis": nil]) {
      [NumPy.repeat(try $0.tensor(0), try $0.sizes("repeats"), axis: try $0.axis())]
    },
    Operation("BroadcastTo", .numpy, "x", needs: "shape") {
      [broadcastTo(try $0.tensor(0), try $0.ints("shape"))]
    },
    Operation("Pad", .numpy, "x constant_values", needs: "pad_width", ["mode": "constant"]) { o in
      let x = try o.tensor(0)
      let given = try o.settings.get("pad_width", as: JSON.self)
      guard let widths = padWidths(given, x.rank) else {
        throw o.settings.unexpected("pad_width", "a number, a pair, or a pair for each axis", given)
      }
      let name = try o.text("mode")
      guard
        let mode = PadMode.allCases.first(where: { KerasClasses.snakeCase($0.rawValue) == name })
      else {
        let known = PadMode.allCases.map { KerasClasses.snakeCase($0.rawValue) }
        throw ConfigError(
          "'mode' of \(o.settings.owner) must be one of \(known.joined(separator: ", ")), got '\(name)'"
        )
      }
      return [pad(x, widths, mode: mode, constantValues: o.value(1)?.number)]
    },
    Operation("Rearrange", .einops, "tensor pattern **") { o in
      guard let pattern = o.value(1)?.string else {
        throw ConfigError("\(o.settings.owner) needs a pattern")
      }
      var lengths: [String: Int] = [:]
      for (key, value) in o.value(2)?.object?.fields ?? [] { lengths[key] = value.integer }
      return [rearrange(try o.tensor(0), pattern, axesLengths: lengths)]
    },
    triangle("Tril") { tril($0, k: $1) }, triangle("Triu") { triu($0, k: $1) },
    triangle("Diag") { diag($0, k: $1) }, triangle("Diagflat") { diagflat($0, k: $1) },
    diagonals("Diagonal") { diagonal($0, offset: $1, axis1: $2, axis2: $3) },
    diagonals("Trace") { trace($0, offset: $1, axis1: $2, axis2: $3) },
    unary("Size") { Tensor(Int32($0.type.count)) }, unary("Ndim") { Tensor(Int32($0.rank)) },
  ]

  private static func padWidths(_ json: JSON, _ rank: Int) -> [[Int]]? {
    if let width = json.integer {
      return [[Int]](repeating: [width, width], count: rank)
    }
    if let pair = [Int](config: json) {
      let both = pair.count == 1 ? [pair[0], pair[0]] : pair
      return both.count == 2 ? [[Int]](repeating: both, count: rank) : nil
    }
    guard let pairs = [[Int]](config: json), pairs.allSatisfy({ $0.count == 2 }) else { return nil }
    return pairs.count == 1 ? [[Int]](repeating: pairs[0], count: rank) : pairs
  }
  private static func triangle(
    _ name: String, _ f: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["k": 0]) { [f(try $0.tensor(0), try $0.int("k"))] }
  }
  private static func diagonals(
    _ name: String, _ f: @escaping @Sendable (Tensor, Int, Int, Int) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["offset": 0, "axis1": 0, "axis2": 1]) {
      [f(try $0.tensor(0), try $0.int("offset"), try $0.int("axis1"), try $0.int("axis2"))]
    }
  }

  static let joining: [Operation] = [
    Operation("Concatenate", .numpy, "xs[]", ["axis": 0]) { o in
      let axis = try o.axis()
      let parts = try o.list(0)
      return [axis.map { concatenate(parts, axis: $0) } ?? concatenate(parts.map { ravel($0) })]
    },
    Operation("Stack", .numpy, "x[]", ["axis": 0]) {
      [stack(try $0.list(0), axis: try $0.int("axis"))]
    },
    Operation("Hstack", .numpy, "xs[]") { [hstack(try $0.list(0))] },
    Operation("Vstack", .numpy, "xs[]") { [vstack(try $0.list(0))] },
    Operation("Dstack", .numpy, "xs[]") { [dstack(try $0.list(0))] },
    Operation("Append", .numpy, "x1 x2", ["axis": nil]) {
      [append(try $0.tensor(0), try $0.tensor(1), axis: try $0.axis())]
    },
    parts("Split") { split($0, $1, axis: $2) },
    parts("ArraySplit") { arraySplit($0, $1, axis: $2) },
    fixedParts("Hsplit") { hsplit($0, $1) }, fixedParts("Vsplit") { vsplit($0, $1) },
    fixedParts("Dsplit") { dsplit($0, $1) },
    Operation("Unstack", .core, "x", ["num": nil, "axis": 0]) {
      unstack(try $0.tensor(0), num: try $0.axis("num"), axis: try $0.int("axis"))
    },
    Operation("Meshgrid", .numpy, "*x", ["indexing": "xy"]) { o in
      let vectors = try o.all().map { ravel($0) }
      let isXY: Bool = try o.choice("indexing", ["xy": true, "ij": false])
      return meshes(vectors, isXY)
    },
  ]

  private static func sections(_ o: Operands) throws -> Sections {
    let given = try o.settings.get("indices_or_sections", as: AxisSetting.self)
    return given.isOne ? .parts(given.axisList[0]) : .at(given.axisList)
  }
  private static func parts(
    _ name: String, _ f: @escaping @Sendable (Tensor, Sections, Int) -> [Tensor]
  ) -> Operation {
    Operation(name, .numpy, "x", needs: "indices_or_sections", ["axis": 0]) {
      f(try $0.tensor(0), try sections($0), try $0.int("axis"))
    }
  }
  private static func fixedParts(
    _ name: String, _ f: @escaping @Sendable (Tensor, Sections) -> [Tensor]
  ) -> Operation {
    Operation(name, .numpy, "x", needs: "indices_or_sections") {
      f(try $0.tensor(0), try sections($0))
    }
  }
  /// Each vector along an axis of its own; the first two change places in `xy`.
  private static func meshes(_ vectors: [Tensor], _ isXY: Bool) -> [Tensor] {
    var places = Array(vectors.indices)
    if isXY, vectors.count > 1 { places.swapAt(0, 1) }
    var shape = vectors.map { $0.shape[0] }
    if isXY, vectors.count > 1 { shape.swapAt(0, 1) }
    return vectors.enumerated().map { i, vector in
      broadcast(vector, to: shape, axes: [places[i]])
    }
  }

  static let creating: [Operation] = [
    like("ZerosLike") { zerosLike($0, dtype: $1) }, like("OnesLike") { onesLike($0, dtype: $1) },
    like("EmptyLike") { zerosLike($0, dtype: $1) },
    Operation("FullLike", .numpy, "x fill_value", ["dtype": nil]) {
      [fullLike(try $0.tensor(0), try $0.tensor(1), dtype: try $0.dtype())]
    },
    Operation("Full", .numpy, "fill_value", needs: "shape", ["dtype": nil]) {
      [full(try $0.ints("shape"), try $0.tensor(0), dtype: try $0.dtype())]
    },
    Operation(
      "Linspace", .numpy, "start stop",
      ["num": 50, "endpoint": true, "retstep": false, "dtype": nil, "axis": 0]
    ) { o in
      let (start, stop) = (try o.tensor(0), try o.tensor(1))
      let (num, hasEnd) = (try o.int("num"), try o.flag("endpoint"))
      let values = linspace(
        start, stop, num: num, endpoint: hasEnd, dtype: try o.dtype(), axis: try o.int("axis"))
      guard try o.flag("retstep") else { return [values] }
      let steps = hasEnd ? num - 1 : num
      return [values, (stop - start) / Tensor(weak: steps > 0 ? Double(steps) : .nan)]
    },
    spaces("Logspace", ["base": 10]) {
      logspace($0, $1, num: $2, endpoint: $3, base: try $6.double("base"), dtype: $4, axis: $5)
    },
    spaces("Geomspace", [:]) { start, stop, num, endpoint, dtype, axis, _ in
      geomspace(start, stop, num: num, endpoint: endpoint, dtype: dtype, axis: axis)
    },
    Operation("Vander", .numpy, "x", ["N": nil, "increasing": false]) {
      [vander(try $0.tensor(0), try $0.axis("N"), increasing: try $0.flag("increasing"))]
    },
  ]

  private static func like(
    _ name: String, _ f: @escaping @Sendable (Tensor, DType?) -> Tensor
  ) -> Operation {
    Operation(name, .numpy, "x", ["dtype": nil]) { [f(try $0.tensor(0), try $0.dtype())] }
  }
  private static func spaces(
    _ name: String, _ more: JSONObject,
    _ f: @escaping @Sendable (Tensor, Tensor, Int, Bool, DType?, Int, Operands) throws -> Tensor
  ) -> Operation {
    let settings: JSONObject = ["num": 50, "endpoint": true, "dtype": nil, "axis": 0]
    return Operation(name, .numpy, "start stop", settings.merging(more)) {
      [
        try f(
          try $0.tensor(0), try $0.tensor(1), try $0.int("num"), try $0.flag("endpoint"),
          try $0.dtype(), try $0.int("axis"), $0)
      ]
    }
  }
}
