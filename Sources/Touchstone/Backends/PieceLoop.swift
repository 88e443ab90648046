/// How a backend does pieces of a run of operations on each element.
public struct PieceLoop: Sendable {
  /// The elements of a piece; what is no longer than one is not cut.
  let size: Int
  /// Calls the function for each number below a count, in any order or at once.
  let forEach: @Sendable (_ count: Int, _ body: (Int) -> Void) -> Void

  /// A loop over pieces of `size` elements: by default so many that some pieces fit together into the
  /// caches of a core.
  public init(
    size: Int? = nil,
    _ forEach: @escaping @Sendable (_ count: Int, _ body: (Int) -> Void) -> Void = { count, body in
      for i in 0..<count { body(i) }
    }
  ) {
    self.size = size ?? 8192
    self.forEach = forEach
  }
}
