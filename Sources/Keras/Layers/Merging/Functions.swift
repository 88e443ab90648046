// Merging layers as functions of the tensors of a model: Keras's `layers.add`, …. Tensors that hold
// values are merged by operators.

/// The sum of tensors of a model.
public func add(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Add(name: name)(inputs)
}

/// The difference of two tensors of a model.
public func subtract(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Subtract(name: name)(inputs)
}

/// The product of tensors of a model, element by element.
public func multiply(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Multiply(name: name)(inputs)
}

/// The mean of tensors of a model.
public func average(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Average(name: name)(inputs)
}

/// The greater of tensors of a model, element by element.
public func maximum(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Maximum(name: name)(inputs)
}

/// The lesser of tensors of a model, element by element.
public func minimum(_ inputs: [KerasTensor], name: String? = nil) -> KerasTensor {
  Minimum(name: name)(inputs)
}

/// Tensors of a model one after the other along `axis`.
public func concatenate(
  _ inputs: [KerasTensor], axis: Int = -1, name: String? = nil
) -> KerasTensor {
  Concatenate(axis: axis, name: name)(inputs)
}

/// The products of samples of two tensors of a model, summed over one axis of each.
public func dot(
  _ inputs: [KerasTensor], axes: any AxisList = -1, normalize: Bool = false, name: String? = nil
) -> KerasTensor {
  Dot(axes, normalize: normalize, name: name)(inputs)
}
