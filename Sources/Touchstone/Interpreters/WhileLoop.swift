/// What `body` makes of `carry`, repeated while `condition` holds for it.
///
/// Both are recorded once; they may use tensors from outside.
///
/// Specification: `while`.
package func whileLoop(
  _ carry: [Tensor], while condition: ([Tensor]) throws -> Tensor,
  body: ([Tensor]) throws -> [Tensor]
) -> [Tensor] {
  let types = carry.map(\.type)
  let results = bindRecorded(
    "while", carry,
    { origin in
      [try Region(origin, types) { [try condition($0)] }, try Region(origin, types, body)]
    }
  ) { While(condition: $0[0], body: $0[1], captureCount: $1) }
  return results.count == carry.count ? results : carry.map { _ in .invalid }
}
