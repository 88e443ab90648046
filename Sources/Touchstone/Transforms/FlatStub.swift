// Stands in for the engine until it lands.
enum Flat {
  struct Pullback { func callAsFunction(_ ct: [Tensor?]) throws -> [Tensor] { throw missing } }
  struct TracedProgram {
    let block: Block
    let captured: [Tensor]
  }
  private static let missing = TensorError("flat", "", [], "the engine is missing")
  static func jvp(
    _ f: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], _ tangents: [Tensor?]
  ) throws -> (values: [Tensor], tangents: [Tensor?]) { throw missing }
  static func vjp(
    _ f: ([Tensor]) throws -> [Tensor], _ primals: [Tensor]
  ) throws -> (values: [Tensor], pullback: Pullback) { throw missing }
  static func linearize(
    _ f: ([Tensor]) throws -> [Tensor], _ primals: [Tensor]
  ) throws -> (values: [Tensor], tangentMap: ([Tensor]) throws -> [Tensor]) { throw missing }
  static func vmap(
    _ f: ([Tensor]) throws -> [Tensor], _ x: [Tensor], inAxes: [Int?],
    outAxes: ([Tensor]) throws -> [Int?], axisSize: Int?, axisName: String?
  ) throws -> [Tensor] { throw missing }
  static func record(
    _ f: ([Tensor]) throws -> [Tensor], _ types: [TensorType]
  ) throws -> TracedProgram {
    TracedProgram(block: try Recorder.record(types, f), captured: [])
  }
}
