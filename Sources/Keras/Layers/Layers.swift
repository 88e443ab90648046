extension KerasClasses {
  /// Keras's layers, in alphabetical order.
  static let layers: [any KerasObject.Type] = [
    Dense.self, InputLayer.self,
  ]
}
