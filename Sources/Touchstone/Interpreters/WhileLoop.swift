/// What `body` makes of `carry`, repeated while `condition` holds for it.
///
/// Specification: `while`.
package func whileLoop(
  _ carry: [Tensor], while condition: ([Tensor]) throws -> Tensor,
  body: ([Tensor]) throws -> [Tensor]
) -> [Tensor] {
  if carry.contains(where: \.isInvalid) { return carry.map { _ in .invalid } }
  do {
    return try Loops.repeating(
      carry, while: condition, body, TraceOrigin(transformation: "whileLoop"))
  } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(TensorError("while", "", carry.map(\.type), "\(error)"))
  }
  return carry.map { _ in .invalid }
}
