/// A layer that is trained: Keras's `Model`.
///
/// Made of a graph by `Model(inputs:outputs:)`, or by a subclass that overrides `call`.
open class Model: Layer {
  open override class var module: String { "keras" }
  /// The layers directly in the model.
  open var layers: [Layer] { sublayers.map(\.layer) }
}
