import Synchronization
import Touchstone

/// A segment's program with inputs that may become results, compiled when it is first worth it.
///
/// A program that says so copies an input which must be kept after all; hence it is a program of its
/// own, for runs whose caller gives memory up.
final class Donation: Sendable {
  /// For inputs that may be overwritten, the places of the results that they may become.
  let places: [Int: Int]
  private let block: Block
  private struct State {
    var requests = 0
    var executable: Loaded?
  }
  private let state = Mutex(State())

  /// Less than this many bytes are not worth a second program.
  private static let fewestBytes = 1 << 20

  /// - Parameter dying: The places of inputs that nobody needs after the segment.
  init?(_ block: Block, dying: [Int]) {
    var free = Dictionary(grouping: block.resultTypes.indices) { block.resultTypes[$0] }
    var places: [Int: Int] = [:]
    var byteCount = 0
    for input in dying {
      // A result that is an input unchanged needs no memory.
      guard !block.results.contains(input), let place = free[block.parameters[input]]?.popLast()
      else { continue }
      places[input] = place
      byteCount += block.parameters[input].byteCount
    }
    guard byteCount >= Self.fewestBytes else { return nil }
    self.places = places
    self.block = block
  }

  /// The program to run where the inputs `given` may be overwritten; `nil` for the plain one.
  ///
  /// The first time something is given may be the only one, and is not worth compiling again for.
  func executable(for given: [Int], on client: Client) throws -> Loaded? {
    let byteCount = given.reduce(0) { $0 + block.parameters[$1].byteCount }
    guard byteCount >= Self.fewestBytes else { return nil }
    let (known, requests) = state.withLock { state in
      state.requests += 1
      return (state.executable, state.requests)
    }
    if known != nil || requests < 2 { return known }
    let executable = try client.compile(text)
    state.withLock { $0.executable = executable }
    return executable
  }

  private var text: String {
    let program = Program(main: block)
    let attributes = block.parameters.indices.map { input in
      places[input].map { [NamedAttribute("tf.aliasing_output", .integer(Int64($0), .i32))] } ?? []
    }
    let main = Function("main", block, argumentAttributes: attributes)
    return Program(functions: [main] + program.functions.dropFirst()).text()
  }
}
