extension Tensor {
  /// Parts of the tensor to be changed in a copy: `x.at[1..<3].set(y)`, `x.at[indices].add(y)`.
  public var at: Updates { Updates(tensor: self) }
}

/// A tensor of which a part is to be changed.
public struct Updates: Sendable {
  let tensor: Tensor
  /// The part that `indices` name; see `TensorIndex`.
  public subscript(_ indices: any TensorIndex...) -> Update {
    Update(tensor: tensor, components: indices.map(\.component))
  }
}

/// A part of a tensor to be changed.
///
/// Values are broadcast to the part and converted to the tensor's dtype. Indices in tensors that lie
/// outside are left out. Where an element is named more than once, values are worked in one after
/// the other, in row-major order.
///
/// Specification: `numpy`.
public struct Update: Sendable {
  let tensor: Tensor
  let components: [IndexComponent]

  /// The tensor with `values` in this part.
  public func set(_ values: Tensor) -> Tensor { updated("set", values) { $1 } }
  /// The tensor with `values` added to this part.
  public func add(_ values: Tensor) -> Tensor { updated("add", values) { $0 + $1 } }
  /// The tensor with `values` taken from this part.
  public func subtract(_ values: Tensor) -> Tensor { updated("subtract", values) { $0 - $1 } }
  /// The tensor with this part multiplied by `values`.
  public func multiply(_ values: Tensor) -> Tensor { updated("multiply", values) { $0 * $1 } }
  /// The tensor with this part divided by `values`.
  public func divide(_ values: Tensor) -> Tensor { updated("divide", values) { $0 / $1 } }
  /// The tensor with the greater of each element of this part and `values`.
  public func max(_ values: Tensor) -> Tensor { updated("max", values) { maximum($0, $1) } }
  /// The tensor with the lesser of each element of this part and `values`.
  public func min(_ values: Tensor) -> Tensor { updated("min", values) { minimum($0, $1) } }
  /// This part, with `fillValue` for what lies outside.
  public func get(fillValue: Tensor) -> Tensor {
    call("get", tensor) { call in
      try Selection(components, tensor.shape, call).read(
        settled(tensor), fill: cast(fillValue, tensor.dtype))
    }
  }

  private func updated(
    _ name: String, _ values: Tensor, _ combine: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    call("at.\(name)", tensor, values) { call in
      let x = settled(tensor)
      let selection = try Selection(components, x.shape, call)
      let updates = settled(cast(values, x.dtype))
      if selection.isBox {
        let part = try selection.read(x)
        let changed = combine(part, broadcastTo(updates, part.shape))
        return dynamicUpdateSlice(
          x, reshape(changed, selection.boxShape),
          at: selection.starts.map { Tensor(Int32($0)) })
      }
      // Where each element of the part lies in the tensor as a vector; past its end if nowhere.
      let total = x.type.count
      let type = TensorType(indexDType(total), [total])
      let outside = Tensor.full(TensorType(type.dtype), total)
      let places = try selection.read(reshape(iota(type), x.shape), fill: outside)
      let dimensions = ScatterDimensionNumbers(
        insertedWindowDims: [0], scatterDimsToOperandDims: [0], indexVectorDim: places.rank)
      let result = scatter(
        ravel(x), places, broadcastTo(updates, places.shape), dimensions, combine)
      return reshape(result, x.shape)
    }
  }
}
