import ArrayFiles
import Foundation
import Touchstone

/// What `export` writes.
public enum ExportedStep: Sendable {
  /// The outputs for the inputs.
  case predict
  /// A step of training for targets of these types: loss and metrics, and all variables' new values.
  case train(targets: [TensorType])
}

extension Model {
  /// Up to this many bytes of weights are written into the program itself.
  private static let greatestInline = 1 << 16

  /// Writes a step of the model as StableHLO text to `path`, which ends in `.mlir`: Keras's `export`.
  ///
  /// Arguments: the inputs, then the targets, then the variables; `NAME.safetensors` beside the file
  /// holds the variables, each as `argN:PATH`. Results: the outputs; of a step of training the loss and
  /// the metrics, then the variables' new values in the order of the arguments. With `inlined`, which
  /// a step of predicting with few weights is unless told otherwise, variables are constants of the
  /// program, and no file is written beside. Open sizes of the inputs become `batchSize`, unless
  /// `inputs` says their types.
  public func export(
    _ path: String, _ step: ExportedStep = .predict, batchSize: Int = 1,
    inputs types: [TensorType]? = nil, inlined: Bool? = nil
  ) throws {
    guard path.hasSuffix(".mlir") else {
      throw ModelFileError(path, "", "the name of an exported program must end in .mlir")
    }
    guard isBuilt, let types = types ?? inputTypes(batchSize), !types.isEmpty else {
      throw ModelFileError(
        path, "", "the types of \(name)'s inputs are not known; build it, and give inputs: […]")
    }
    let exported: StepProgram
    switch step {
    case .predict:
      let size = variables.reduce(0) { $0 + $1.count * $1.dtype.byteWidth }
      exported = try predictProgram(
        types, asArguments: !(inlined ?? (size <= Model.greatestInline)))
    case .train(let targets):
      guard inlined != true else {
        throw ModelFileError(
          path, "", "a step of training changes variables, so none can be inlined")
      }
      exported = try trainProgram(types, targets)
    }
    let first = (exported.program.main?.block.parameters.count ?? 0) - exported.variables.count
    if !exported.variables.isEmpty {
      try ArrayFile.write(
        exported.variables.enumerated().map { i, variable in
          ("arg\(first + i):\(variable.path)", try variable.rawValue.host())
        }, to: String(path.dropLast(5)) + ".safetensors")
    }
    try AtomicFile.write(Data(exported.program.text().utf8), to: path)
  }

  private func inputTypes(_ batchSize: Int) -> [TensorType]? {
    guard !inputs.isEmpty else { return nil }
    return inputs.map { input in
      TensorType(input.dtype, input.shape.map { $0 ?? batchSize })
    }
  }
}
