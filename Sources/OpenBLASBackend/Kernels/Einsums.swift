import Touchstone

extension KernelTable {
  /// Products written with letters.
  mutating func addEinsums() {
    add(Einsum.self) { einsum, operands in
      guard let letters = EinsumLetters(einsum.config, ranks: operands.map(\.rank)) else {
        return nil
      }
      let both = einsum.isUnary ? operands + operands : operands
      return productKernel(both, einsum.elementType) { x, y, type in
        einsum.isUnary ? summed(x, letters, type) : multiplied(x, y, letters, type)
      }
    }
  }
}

/// A tensor whose dimensions have different names.
private struct Named {
  var tensor: HostTensor
  var names: [String]

  /// `x` with the diagonal of dimensions of one name, and summed over names that `kept` lacks.
  init?(_ x: HostTensor, _ names: [String], kept: [String]) {
    var strides: [String: Int] = [:]
    var sizes: [String: Int] = [:]
    var order: [String] = []
    for (name, (size, stride)) in zip(names, zip(x.shape, x.type.strides)) {
      if strides[name] == nil { order.append(name) }
      strides[name, default: 0] += stride
      sizes[name] = size
    }
    // What is summed over comes last.
    self.names = order.filter(kept.contains)
    let all = self.names + order.filter { !kept.contains($0) }
    let layout = StridedLayout(
      shape: all.map { sizes[$0] ?? 0 }, strides: all.map { strides[$0] ?? 0 })
    var result = x
    if all != names { result = rearranged(x, layout, x.type.with(shape: layout.shape)) }
    if all.count > self.names.count {
      guard let folder = Folder(.add, x.dtype) else { return nil }
      let type = x.type.with(shape: Array(layout.shape.prefix(self.names.count)))
      let zero = HostTensor.full(TensorType(x.dtype), 0)
      result = folder.reduction(result, Array(self.names.count..<all.count), zero, type)
    }
    tensor = result
  }

  /// The elements with dimensions in the order of `wanted`, the same names.
  func arranged(_ wanted: [String], _ type: TensorType) -> HostTensor {
    let strides = tensor.type.strides
    let order = wanted.compactMap { names.firstIndex(of: $0) }
    if order == Array(names.indices) { return tensor }
    return rearranged(
      tensor, StridedLayout(shape: type.shape, strides: order.map { strides[$0] }), type)
  }
}

private func summed(_ x: HostTensor, _ letters: EinsumLetters, _ type: TensorType) -> HostTensor? {
  Named(x, letters.operands[0], kept: letters.result)?.arranged(letters.result, type)
}

private func multiplied(
  _ x: HostTensor, _ y: HostTensor, _ letters: EinsumLetters, _ type: TensorType
) -> HostTensor? {
  let (lhs, rhs) = (letters.operands[0], letters.operands[1])
  guard let a = Named(x, lhs, kept: letters.result + rhs),
    let b = Named(y, rhs, kept: letters.result + lhs)
  else { return nil }
  let shared = a.names.filter(b.names.contains)
  let batch = shared.filter(letters.result.contains)
  let contracted = shared.filter { !letters.result.contains($0) }
  func places(_ names: [String], _ x: Named) -> [Int] { names.compactMap(x.names.firstIndex) }
  let dimensions = DotDimensions(
    lhsBatching: places(batch, a), rhsBatching: places(batch, b),
    lhsContracting: places(contracted, a), rhsContracting: places(contracted, b))
  let names =
    batch + a.names.filter { !shared.contains($0) } + b.names.filter { !shared.contains($0) }
  let sizes = Dictionary(
    zip(a.names + b.names, a.tensor.shape + b.tensor.shape), uniquingKeysWith: { size, _ in size })
  let shape = names.map { sizes[$0] ?? 0 }
  guard let result = product(a.tensor, b.tensor, dimensions, type.with(shape: shape)) else {
    return nil
  }
  return Named(result, names, kept: names)?.arranged(letters.result, type)
}
