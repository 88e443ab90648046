// Layers that merge tensors element by element.

/// A layer that adds tensors.
public final class Add: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    x.dropFirst().reduce(x[0]) { $0 + $1 }
  }
}

/// A layer that subtracts the second of two tensors from the first.
public final class Subtract: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    isPair(x) ? x[0] - x[1] : .invalid
  }
}

/// A layer that multiplies tensors.
///
/// What a mask leaves out counts as 1; where every mask leaves out, the result is 0.
public final class Multiply: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    let factors = zip(x, masks).map { x, mask in
      mask.map { NumPy.where($0, x, onesLike(x)) } ?? x
    }
    let product = factors.dropFirst().reduce(factors[0]) { $0 * $1 }
    let kept = masks.compactMap { $0 }
    guard kept.count == x.count else { return product }
    let isThere = kept.dropFirst().reduce(kept[0]) { logicalOr($0, $1) }
    return NumPy.where(isThere, product, zerosLike(product))
  }
}

/// A layer that gives the mean of tensors.
public final class Average: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    x.dropFirst().reduce(x[0]) { $0 + $1 } / Double(x.count)
  }
}

/// A layer that gives the greater of tensors, element by element.
///
/// What a mask leaves out gives way to the other tensors.
public final class Maximum: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    mergedWhereKept(x, masks, NumPy.maximum)
  }
}

/// A layer that gives the lesser of tensors, element by element.
///
/// What a mask leaves out gives way to the other tensors.
public final class Minimum: Merge {
  override func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor {
    mergedWhereKept(x, masks, NumPy.minimum)
  }
}
