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

  /// The first result of an operation of `keras.ops` by Keras's class name: `x.operation("Relu")`,
  /// `x.operation("Mean", ["axis": -1])`, `q.operation("Matmul", with: [k])`.
  ///
  /// The settings have Keras's names; what must be given and is not, or is none of the operation's, is
  /// an error, as is an unknown operation.
  public func operation(
    _ name: String, _ settings: JSONObject = [:], with others: [KerasTensor] = []
  ) -> KerasTensor {
    operationResults(name, settings, with: others).first ?? self
  }

  /// All results of an operation of `keras.ops`: `x.operationResults("Split", …)`.
  public func operationResults(
    _ name: String, _ settings: JSONObject = [:], with others: [KerasTensor] = []
  ) -> [KerasTensor] {
    do {
      let row = try Operation.named(name, in: "keras.ops")
      let layer = try OperationLayer(named: name, module: row.module, settings)
      let arguments = ([self] + others).map { CallArgument.tensor($0) }
      return layer(CallArguments(row.takesList ? [.list(arguments)] : arguments))
    } catch {
      ErrorScope.report(TensorError("operation", "", [], "\(error)"))
      return [self]
    }
  }
}
