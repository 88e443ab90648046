// Arithmetic on symbolic tensors: each operation becomes a layer of the model.

extension KerasTensor {
  private static func binary(
    _ name: String, _ x: CallArgument<KerasTensor>, _ y: CallArgument<KerasTensor>
  ) -> KerasTensor {
    OperationLayer.apply(name, [x, y])[0]
  }

  /// The operation as a layer of the model.
  public static func + (x: KerasTensor, y: KerasTensor) -> KerasTensor {
    binary("Add", .tensor(x), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func + (x: KerasTensor, y: Double) -> KerasTensor {
    binary("Add", .tensor(x), .value(.number(y)))
  }
  /// The operation as a layer of the model.
  public static func + (x: Double, y: KerasTensor) -> KerasTensor {
    binary("Add", .value(.number(x)), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func - (x: KerasTensor, y: KerasTensor) -> KerasTensor {
    binary("Subtract", .tensor(x), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func - (x: KerasTensor, y: Double) -> KerasTensor {
    binary("Subtract", .tensor(x), .value(.number(y)))
  }
  /// The operation as a layer of the model.
  public static func - (x: Double, y: KerasTensor) -> KerasTensor {
    binary("Subtract", .value(.number(x)), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func * (x: KerasTensor, y: KerasTensor) -> KerasTensor {
    binary("Multiply", .tensor(x), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func * (x: KerasTensor, y: Double) -> KerasTensor {
    binary("Multiply", .tensor(x), .value(.number(y)))
  }
  /// The operation as a layer of the model.
  public static func * (x: Double, y: KerasTensor) -> KerasTensor {
    binary("Multiply", .value(.number(x)), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func / (x: KerasTensor, y: KerasTensor) -> KerasTensor {
    binary("TrueDivide", .tensor(x), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static func / (x: KerasTensor, y: Double) -> KerasTensor {
    binary("TrueDivide", .tensor(x), .value(.number(y)))
  }
  /// The operation as a layer of the model.
  public static func / (x: Double, y: KerasTensor) -> KerasTensor {
    binary("TrueDivide", .value(.number(x)), .tensor(y))
  }
  /// The operation as a layer of the model.
  public static prefix func - (x: KerasTensor) -> KerasTensor {
    OperationLayer.apply("Negative", [.tensor(x)])[0]
  }

  /// The results of an operation of `keras.ops` by Keras's class name: `x.operation("Relu")`,
  /// `x.operation("Mean", ["axis": -1])`, `q.operation("Matmul", with: [k])`.
  ///
  /// The settings have Keras's names. An unknown operation is an error that lists those known.
  public func operation(
    _ name: String, _ settings: JSONObject = [:], with others: [KerasTensor] = []
  ) -> KerasTensor {
    guard Operation.byName[name] != nil else {
      ErrorScope.report(
        TensorError(
          "operation", "", [],
          "'\(name)' is none of \(Operation.all.map(\.name).sorted().joined(separator: ", "))"))
      return self
    }
    let arguments = ([self] + others).map { CallArgument.tensor($0) }
    return OperationLayer.apply(
      name, name == "Concatenate" || name == "Stack" ? [.list(arguments)] : arguments, settings)[0]
  }
}
