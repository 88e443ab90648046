import Touchstone

extension KernelTable {
  /// Operations that move elements without looking at them.
  mutating func addMovement() {
    add(Transpose.self) { transpose, _ in
      { x, types, _ in
        let source = x[0].type.strides
        let layout = StridedLayout(
          shape: types[0].shape, strides: transpose.permutation.map { source[$0] })
        return [rearranged(x[0], layout, types[0])]
      }
    }
  }
}
