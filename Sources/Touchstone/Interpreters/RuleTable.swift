/// What transformations ask of operations: a table of the three rules, which can be replaced.
///
/// Each operation's own rules stand in it; what wants to know whether wrong rules would be noticed
/// puts others in their place for a while.
package struct Rules: Sendable {
  /// The rule of forward mode; see `Primitive.differentiate`.
  package var differentiate:
    @Sendable (any Primitive, _ x: [Tensor], _ dx: [Tensor?]) throws -> (
      values: [Tensor], tangents: [Tensor?]
    )
  /// The rule of reverse mode; see `Primitive.transpose`.
  package var transpose:
    @Sendable (any Primitive, _ ct: [Tensor?], _ x: [LinearOperand]) throws -> [Tensor?]
  /// The rule of batches; see `Primitive.batch`.
  package var batch:
    @Sendable (any Primitive, _ x: [Tensor], _ axes: [Int?], BatchAxis) throws -> (
      values: [Tensor], axes: [Int?]
    )

  /// The rules that operations have.
  package static let own = Rules(
    differentiate: { try $0.differentiate($1, $2) }, transpose: { try $0.transpose($1, $2) },
    batch: { try $0.batch($1, $2, over: $3) })

  /// The rules in force.
  @TaskLocal package static var current = own
}
