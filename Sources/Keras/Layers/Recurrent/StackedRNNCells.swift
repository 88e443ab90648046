/// Cells one above the other: each takes the output of the one before as its input.
///
/// Its states are those of all cells, in their order, and its output that of the last.
public final class StackedRNNCells: RecurrentCell {
  /// The cells, from that of the input on.
  public let cells: [RecurrentCell]

  /// An object with these settings, under Keras's names, in its order and with its defaults.
  public init(
    _ cells: [RecurrentCell], name: String? = nil, trainable: Bool = true,
    dtype: DTypePolicy? = nil
  ) {
    self.cells = cells
    super.init(name: name, trainable: trainable, dtype: dtype)
    if cells.isEmpty { fail("expected at least one cell, got none") }
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    guard let items = c["cells"]?.array, !items.isEmpty else {
      throw c.unexpected("cells", "a list of one or more cells", c["cells"] ?? .null)
    }
    cells = try items.map { try deserialize($0, as: RecurrentCell.self) }
    try super.init(config: c)
  }
  public override var config: JSONObject {
    super.config.merging(["cells": .array(cells.map { serialize($0) })])
  }
  public override var stateShapes: [[Int]] { cells.flatMap(\.stateShapes) }
  public override var outputShape: [Int] { cells.last?.outputShape ?? [] }

  public override func build(_ inputShapes: [Shape]) {
    guard var shape = inputShapes.first else { return }
    for cell in cells {
      cell.buildIfNeeded([shape])
      guard cell.isBuilt else { return }
      shape = [shape.first ?? nil] + cell.outputShape.map { $0 }
    }
  }

  override func beginSequence(_ input: TensorType, training: Bool) {
    var type = input
    for cell in cells {
      cell.beginSequence(type, training: training)
      type = type.with(shape: [input.shape[0]] + cell.outputShape)
    }
  }
  override func endSequence() { cells.forEach { $0.endSequence() } }

  public override func step(
    _ x: Tensor, _ states: [Tensor], training: Bool
  ) -> (output: Tensor, states: [Tensor]) {
    var (x, rest) = (x, states[...])
    var next: [Tensor] = []
    for cell in cells {
      let own = Array(rest.prefix(cell.stateShapes.count))
      rest = rest.dropFirst(own.count)
      let (y, after) = cell.inside(training: training) {
        cell.step(x, own, training: training)
      }
      x = y
      next += after
    }
    return (x, next)
  }
}
