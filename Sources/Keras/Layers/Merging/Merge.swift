/// What layers have in common that make one tensor of several: `Add`, ….
///
/// They are called with a list: `Add()([x, y])`. Sizes of 1 are stretched; tensors of fewer axes get
/// axes of size 1 after that of the batch.
public class Merge: Layer {
  /// A layer without settings.
  public override init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }
  /// The layer with these settings.
  public required init(config: Config) throws { try super.init(config: config) }
  public override var supportsMasking: Bool { true }

  /// The result for tensors of as many axes; masks are of the tensors' shapes.
  func merge(_ x: [Tensor], _ masks: [Tensor?]) -> Tensor { x[0] }

  /// The one tensor that the list `x` becomes.
  public func callAsFunction(_ x: [Tensor]) -> Tensor { self(x, masks: x.map { _ in nil }) }

  /// The one tensor that the list `x` becomes, where each mask leaves out some of its tensor.
  public func callAsFunction(_ x: [Tensor], masks: [Tensor?]) -> Tensor {
    apply(CallArguments([.list(x.map { .tensor($0) })]), masks: masks).first?.tensor ?? .invalid
  }

  public override func build(_ inputShapes: [Shape]) {
    guard !inputShapes.isEmpty else { return fail("expected a list of tensors, got none") }
    checkShapes(inputShapes)
  }

  /// Reports shapes that cannot be merged.
  func checkShapes(_ shapes: [Shape]) {
    if Set(shapes.compactMap { $0.first ?? nil }).count > 1 {
      return fail("the inputs must have the same batch size, got \(shapes.map(pythonTuple))")
    }
    var merged = Array(shapes[0].dropFirst())
    for shape in shapes.dropFirst() {
      let other = Array(shape.dropFirst())
      for (a, b) in zip(merged.reversed(), other.reversed()) {
        if let a, let b, a != b, a != 1, b != 1 {
          return fail(
            "the sizes of the inputs must agree, or be 1, from the last axis on, got "
              + shapes.map(pythonTuple).joined(separator: " and "))
        }
      }
      if other.count > merged.count { merged = other }
    }
  }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let given = inputs.tensors
    guard !given.isEmpty else {
      fail("expected a list of tensors, got none")
      return [.invalid]
    }
    let rank = given.map(\.rank).max() ?? 0
    let x = given.map { x in
      x.rank < rank && x.rank > 0
        ? reshape(
          x, [x.shape[0]] + [Int](repeating: 1, count: rank - x.rank) + x.shape.dropFirst()) : x
    }
    let masks = x.indices.map { i -> Tensor? in
      guard i < inputs.masks.count, let mask = inputs.masks[i] else { return nil }
      guard mask.rank == given[i].rank - 1 else { return mask.rank == x[i].rank ? mask : nil }
      return broadcastTo(expandDims(cast(mask, dtype: .i1), -1), given[i].shape)
    }
    return [merge(x, zip(masks, x).map { mask, x in mask.map { reshape($0, x.shape) } })]
  }

  /// Where any of the masks keeps; none if one input has none.
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] {
    let masks = inputs.masks.compactMap { $0 }
    guard masks.count == inputs.tensors.count, let first = masks.first else { return [nil] }
    return [masks.dropFirst().reduce(first) { logicalOr($0, $1) }]
  }

  /// The tensors merged two at a time, each giving way to the other where its mask leaves it out.
  func mergedWhereKept(
    _ x: [Tensor], _ masks: [Tensor?], _ operation: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    var (result, kept) = (x[0], masks[0])
    for (next, mask) in zip(x, masks).dropFirst() {
      var next = next
      if let mask { next = NumPy.where(mask, next, result) }
      if let kept { result = NumPy.where(kept, result, next) }
      kept = kept.flatMap { a in mask.map { logicalOr(a, $0) } }
      result = operation(result, next)
    }
    return result
  }

  /// Whether there are two tensors; reports where there are not.
  func isPair(_ x: [Tensor]) -> Bool {
    if x.count != 2 { fail("expected a list of 2 tensors, got \(x.count)") }
    return x.count == 2
  }
}
