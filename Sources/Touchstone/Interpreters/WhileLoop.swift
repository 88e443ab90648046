/// What `body` makes of `carry`, repeated while `condition` holds for it.
///
/// Both are recorded once and must use nothing traced but what they are given.
///
/// Specification: `while`.
package func whileLoop(
  _ carry: [Tensor], while condition: ([Tensor]) throws -> Tensor,
  body: ([Tensor]) throws -> [Tensor]
) -> [Tensor] {
  let types = carry.map(\.type)
  let results = bindRecorded("while", carry) {
    While(
      condition: try Recorder.record(types) { [try condition($0)] },
      body: try Recorder.record(types, body))
  }
  return results.count == carry.count ? results : carry.map { _ in .invalid }
}
