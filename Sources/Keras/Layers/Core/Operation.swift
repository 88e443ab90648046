/// An operation of `keras.ops` that functional models may hold.
struct Operation: Sendable {
  /// Keras's name of its class.
  let name: String
  /// Keras's module of its class.
  let module: String
  /// What it computes.
  let run: @Sendable (Operands) throws -> [Tensor]

  private init(
    _ name: String, _ module: String, _ run: @escaping @Sendable (Operands) throws -> [Tensor]
  ) {
    (self.name, self.module, self.run) = (name, "keras.src.ops." + module, run)
  }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let all: [Operation] = unary + binary + reductions + shapes + others

  private static func unary(
    _ name: String, _ module: String = "numpy", _ f: @escaping @Sendable (Tensor) -> Tensor
  ) -> Operation {
    Operation(name, module) { [f(try $0.tensor(0))] }
  }
  private static func binary(
    _ name: String, _ f: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Operation {
    Operation(name, "numpy") { [f(try $0.tensor(0), try $0.tensor(1))] }
  }
  private static func reduction(
    _ name: String, _ module: String = "numpy",
    _ f: @escaping @Sendable (Tensor, (any AxisList)?, Bool) -> Tensor
  ) -> Operation {
    Operation(name, module) { [f(try $0.tensor(0), try $0.axes(), try $0.keepdims())] }
  }

  private static let unary: [Operation] = [
    unary("Absolute") { abs($0) }, unary("Cos") { cos($0) }, unary("Exp") { exp($0) },
    unary("Expm1") { expm1($0) }, unary("Floor") { floor($0) }, unary("Log") { log($0) },
    unary("Log1p") { log1p($0) }, unary("Negative") { -$0 }, unary("Sign") { sign($0) },
    unary("Sin") { sin($0) }, unary("Sqrt") { sqrt($0) }, unary("Square") { square($0) },
    unary("Tanh") { tanh($0) }, unary("Reciprocal") { reciprocal($0) },
    unary("ZerosLike") { zerosLike($0) }, unary("OnesLike") { onesLike($0) },
    unary("LogicalNot") { logicalNot($0) }, unary("Rsqrt", "math") { rsqrt($0) },
    unary("Erf", "math") { erf($0) }, unary("Relu", "nn") { relu($0) },
    unary("Relu6", "nn") { relu6($0) }, unary("Selu", "nn") { selu($0) },
    unary("Sigmoid", "nn") { sigmoid($0) }, unary("Silu", "nn") { silu($0) },
    unary("Softplus", "nn") { softplus($0) }, unary("Softsign", "nn") { softsign($0) },
    unary("HardSigmoid", "nn") { hardSigmoid($0) }, unary("HardSilu", "nn") { hardSilu($0) },
    unary("LogSigmoid", "nn") { logSigmoid($0) },
  ]

  private static let binary: [Operation] = [
    binary("Add") { $0 + $1 }, binary("Subtract") { $0 - $1 }, binary("Multiply") { $0 * $1 },
    binary("Divide") { trueDivide($0, $1) }, binary("TrueDivide") { trueDivide($0, $1) },
    binary("FloorDivide") { floorDivide($0, $1) }, binary("Mod") { mod($0, $1) },
    binary("Power") { power($0, $1) }, binary("Matmul") { matmul($0, $1) },
    binary("Maximum") { maximum($0, $1) }, binary("Minimum") { minimum($0, $1) },
    binary("Equal") { equal($0, $1) }, binary("NotEqual") { notEqual($0, $1) },
    binary("Greater") { greater($0, $1) }, binary("GreaterEqual") { greaterEqual($0, $1) },
    binary("Less") { less($0, $1) }, binary("LessEqual") { lessEqual($0, $1) },
    binary("LogicalAnd") { logicalAnd($0, $1) }, binary("LogicalOr") { logicalOr($0, $1) },
  ]

  private static let reductions: [Operation] = [
    reduction("Sum") { sum($0, axis: $1, keepdims: $2) },
    reduction("Mean") { mean($0, axis: $1, keepdims: $2) },
    reduction("Max") { max($0, axis: $1, keepdims: $2) },
    reduction("Min") { min($0, axis: $1, keepdims: $2) },
    reduction("Prod") { prod($0, axis: $1, keepdims: $2) },
    reduction("Var") { NumPy.var($0, axis: $1, keepdims: $2) },
    reduction("Std") { std($0, axis: $1, keepdims: $2) },
    reduction("Any") { NumPy.any($0, axis: $1, keepdims: $2) },
    reduction("All") { NumPy.all($0, axis: $1, keepdims: $2) },
    reduction("Logsumexp", "math") { logsumexp($0, axis: $1, keepdims: $2) },
    Operation("Argmax", "numpy") {
      [argmax(try $0.tensor(0), axis: try $0.settings.get("axis"), keepdims: try $0.keepdims())]
    },
    Operation("Argmin", "numpy") {
      [argmin(try $0.tensor(0), axis: try $0.settings.get("axis"), keepdims: try $0.keepdims())]
    },
  ]

  private static let shapes: [Operation] = [
    Operation("Reshape", "numpy") {
      [reshape(try $0.tensor(0), try $0.settings.get("newshape", as: [Int].self))]
    },
    Operation("Transpose", "numpy") {
      [transpose(try $0.tensor(0), try $0.settings.get("axes", [Int]?.none))]
    },
    Operation("Swapaxes", "numpy") {
      [swapaxes(try $0.tensor(0), try $0.settings.get("axis1"), try $0.settings.get("axis2"))]
    },
    Operation("Moveaxis", "numpy") {
      [moveaxis(try $0.tensor(0), try $0.axes("source") ?? 0, try $0.axes("destination") ?? 0)]
    },
    Operation("ExpandDims", "numpy") { [expandDims(try $0.tensor(0), try $0.axes() ?? 0)] },
    Operation("Squeeze", "numpy") { [squeeze(try $0.tensor(0), axis: try $0.axes())] },
    Operation("Concatenate", "numpy") {
      [concatenate(try $0.list(0), axis: try $0.settings.get("axis", 0))]
    },
    Operation("Stack", "numpy") { [stack(try $0.list(0), axis: try $0.settings.get("axis", 0))] },
    Operation("Split", "numpy") {
      let sections: Sections =
        if let parts = $0.settings.fields["indices_or_sections"]?.integer { .parts(parts) } else {
          .at(try $0.settings.get("indices_or_sections"))
        }
      return split(try $0.tensor(0), sections, axis: try $0.settings.get("axis", 0))
    },
    Operation("Flip", "numpy") { [flip(try $0.tensor(0), axis: try $0.axes())] },
    Operation("Tile", "numpy") { [tile(try $0.tensor(0), try $0.axes("repeats") ?? 1)] },
    Operation("Repeat", "numpy") {
      [
        NumPy.repeat(
          try $0.tensor(0), try $0.axes("repeats") ?? 1, axis: try $0.settings.get("axis"))
      ]
    },
    Operation("BroadcastTo", "numpy") {
      [broadcastTo(try $0.tensor(0), try $0.settings.get("shape"))]
    },
    Operation("GetItem", "numpy") {
      guard let key = $0.value(1) else { throw ConfigError("GetItem needs a constant subscript") }
      let parts = key.array ?? [key]
      return [getItem(try $0.tensor(0), try parts.map(KerasIndex.init))]
    },
    Operation("Take", "numpy") {
      [take(try $0.tensor(0), try $0.tensor(1), axis: try $0.settings.get("axis"))]
    },
  ]

  private static let others: [Operation] = [
    Operation("Where", "numpy") {
      [NumPy.where(try $0.tensor(0), try $0.tensor(1), try $0.tensor(2))]
    },
    Operation("Clip", "numpy") {
      func bound(_ key: String, _ operands: Operands) throws -> Tensor? {
        try operands.settings.get(key, as: Double?.self).map { Tensor(floatLiteral: $0) }
      }
      return [clip(try $0.tensor(0), try bound("x_min", $0), try bound("x_max", $0))]
    },
    Operation("Cumsum", "numpy") {
      [cumsum(try $0.tensor(0), axis: try $0.settings.get("axis"))]
    },
    Operation("Einsum", "numpy") { [einsum(try $0.settings.get("subscripts"), $0.all)] },
    Operation("Cast", "core") { [cast(try $0.tensor(0), dtype: try $0.settings.get("dtype"))] },
    Operation("TopK", "math") {
      let (values, indices) = topK(try $0.tensor(0), try $0.settings.get("k"))
      return [values, indices]
    },
    Operation("Norm", "linalg") {
      [norm(try $0.tensor(0), axis: try $0.axes(), keepdims: try $0.keepdims())]
    },
    Operation("Softmax", "nn") { [softmax(try $0.tensor(0), axis: try $0.axes() ?? -1)] },
    Operation("LogSoftmax", "nn") { [logSoftmax(try $0.tensor(0), axis: try $0.axes() ?? -1)] },
    Operation("Gelu", "nn") {
      [gelu(try $0.tensor(0), approximate: try $0.settings.get("approximate", true))]
    },
    Operation("Elu", "nn") { [elu(try $0.tensor(0), alpha: try $0.settings.get("alpha", 1.0))] },
    Operation("LeakyRelu", "nn") {
      [leakyRelu(try $0.tensor(0), negativeSlope: try $0.settings.get("negative_slope", 0.2))]
    },
    Operation("OneHot", "nn") {
      [
        oneHot(
          try $0.tensor(0), try $0.settings.get("num_classes"),
          axis: try $0.settings.get("axis", -1),
          dtype: try $0.settings.get("dtype", DType?.none) ?? .f32)
      ]
    },
  ]
}

/// One component of a subscript as files write it.
struct KerasIndex: TensorIndex {
  let component: IndexComponent

  init(_ json: JSON) throws {
    if json.isNull {
      component = .newAxis
    } else if let index = json.integer {
      component = .integer(index)
    } else if json["class_name"]?.string == "__slice__", let slice = json["config"] {
      component = .steps(
        from: slice["start"]?.integer, to: slice["stop"]?.integer, by: slice["step"]?.integer ?? 1)
    } else if json["class_name"]?.string == "__ellipsis__" {
      component = .ellipsis
    } else {
      throw ConfigError(
        "a subscript must be an integer, a slice, null or an ellipsis, got \(json.kind)")
    }
  }
}
