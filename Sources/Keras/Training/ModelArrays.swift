/// Inputs, targets and weights in the model's order.
struct ModelArrays {
  var x, y, sampleWeight: [Tensor]
  private let names: (inputs: [String], outputs: [String])

  /// Throws where names or numbers of tensors do not fit the model.
  init(
    _ model: Model, _ x: any ModelData, _ y: (any ModelData)?, _ weight: (any ModelData)?,
    _ classWeight: [Int: Double]?
  ) throws {
    names = (model.inputNames, model.outputNames)
    self.x = try x.tensors(named: names.inputs, as: "inputs")
    if let graph = model.graph, self.x.count != graph.inputs.count {
      let missing = names.inputs.dropFirst(self.x.count)
      throw ConfigError(
        "the model has the inputs \(names.inputs.joined(separator: ", ")), and \(self.x.count) came"
          + (missing.isEmpty ? "" : "; missing: \(missing.joined(separator: ", "))"))
    }
    for (tensor, input) in zip(self.x, model.graph?.inputs ?? [])
    where tensor.dtype.isComplex && !input.dtype.isComplex {
      let name = names.inputs[safe: self.x.firstIndex { $0.dtype.isComplex } ?? 0] ?? ""
      throw ConfigError(
        "the input '\(name)' is \(input.dtype.kerasName), got \(tensor.type), whose imaginary part would be "
          + "lost; give its real part, or its magnitude")
    }
    self.y = try y?.tensors(named: model.outputNames, as: "targets") ?? []
    sampleWeight = try weight?.tensors(named: model.outputNames, as: "weights") ?? []
    if let classWeight { try apply(classWeight) }
  }

  /// Multiplies the weights of samples by those of their classes.
  private mutating func apply(_ weights: [Int: Double]) throws {
    guard y.count == 1 else {
      throw ConfigError("classWeight needs a model of one output, and \(y.count) targets came")
    }
    let target = y[0]
    // Labels, or rows of which the largest entry tells the class.
    let isOneHot = target.rank > 1 && target.shape[target.rank - 1] > 1
    let labels = (isOneHot ? argmax(target, axis: -1) : round(inFloats(ravel(target))))
    let classes = try convert(ravel(labels), to: .i32).scalars(as: Int32.self)
    let values = Tensor(classes.map { Float(weights[Int($0)] ?? 1) })
    guard values.shape[0] == target.shape[0] else {
      throw ConfigError("classWeight needs one label for each sample, got targets \(target.type)")
    }
    sampleWeight = sampleWeight.isEmpty ? [values] : sampleWeight.map { $0 * values }
  }
  private func inFloats(_ x: Tensor) -> Tensor { x.dtype.isFloat ? x : convert(x, to: .f32) }

  /// The first part, and the rest, which is the last part.
  func split(_ fraction: Double) throws -> (ModelArrays, ModelArrays) {
    let count = x.first?.shape.first ?? 0
    let border = Int((Double(count) * fraction).rounded(.down))
    guard border > 0, border < count else {
      throw ConfigError(
        "a validationSplit of \(1 - fraction) leaves \(border) of \(count) samples to train on")
    }
    var (first, last) = (self, self)
    func cut(_ tensors: [Tensor], _ range: Range<Int>) throws -> [Tensor] {
      try tensors.map { Tensor(try $0.host().rows(range)) }
    }
    first.x = try cut(x, 0..<border)
    first.y = try cut(y, 0..<border)
    first.sampleWeight = try cut(sampleWeight, 0..<border)
    last.x = try cut(x, border..<count)
    last.y = try cut(y, border..<count)
    last.sampleWeight = try cut(sampleWeight, border..<count)
    return (first, last)
  }

  func source(_ batchSize: Int, _ shuffle: ArrayBatches.Shuffle?) throws -> ArrayBatches {
    try ArrayBatches(
      x: x, y: y, sampleWeight: sampleWeight, batchSize: batchSize, shuffle: shuffle, names: names)
  }
}
