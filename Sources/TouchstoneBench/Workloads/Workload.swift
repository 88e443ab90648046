import Foundation
import Touchstone

/// Something that users wait for, done alike here and by the peers of `tools/bench-peers.py`.
struct Workload {
  let name: String
  /// How often one call does what is measured.
  var count = 1
  /// Makes everything ready for the backend in force; what it returns does the work.
  let make: () throws -> () throws -> [Tensor]
}

extension Workload {
  static var all: [Workload] { models + arrays + loops }

  /// The work that a function does, compiled, on these arguments.
  static func compiled(
    _ name: String, count: Int = 1, _ function: @escaping ([Tensor]) -> [Tensor],
    _ arguments: @escaping () -> [Tensor]
  ) -> Workload {
    Workload(name: name, count: count) {
      let (arguments, compiled) = (arguments(), jit(function))
      return {
        for _ in 1..<count { _ = compiled(arguments) }
        return compiled(arguments)
      }
    }
  }

  /// Prints name, backend, the seconds of the first time and those of each round after it, what shows
  /// that the results are right (the mean of the first time's absolute values), and the processors'
  /// seconds of each round, which other work on the machine changes less.
  func measure(on backend: any Backend, rounds: Int) throws {
    try withBackend(backend) {
      let work = try make()
      let (first, _, results) = try timed(work)
      var times: [Double] = []
      var busy: [Double] = []
      let end = ContinuousClock.now + .seconds(4)
      while times.count < rounds, times.count < 3 || ContinuousClock.now < end {
        let round = try timed(work)
        times.append(round.seconds / Double(count))
        busy.append(round.busy / Double(count))
      }
      let size = results.map(Self.meanSize).reduce(0, +)
      func list(_ times: [Double]) -> String { times.map { "\($0)" }.joined(separator: " ") }
      print(name, backend.name, first, list(times), size, list(busy), separator: "\t")
    }
  }

  private func timed(
    _ work: () throws -> [Tensor]
  ) throws -> (seconds: Double, busy: Double, results: [HostTensor]) {
    let (start, busy) = (ContinuousClock.now, Self.processorSeconds)
    let results = try work().map { try $0.host() }
    return ((ContinuousClock.now - start) / .seconds(1), Self.processorSeconds - busy, results)
  }

  /// What all threads of this process have taken so far.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func meanSize(_ x: HostTensor) -> Double {
    let numbers = x.doubles
    return numbers.reduce(0) { $0 + abs($1) } / Double(max(numbers.count, 1))
  }
}

/// Numbers from `-scale` to `scale` without order, the same in the peers' file.
func noise(_ shape: [Int], _ scale: Double = 1, seed: Int = 0) -> Tensor {
  let type = TensorType(.f32, shape)
  return Tensor(
    HostTensor(
      type,
      doubles: (0..<type.count).map { i in
        var h = UInt32(truncatingIfNeeded: i + seed * 7919) &* 2_654_435_761
        h = (h ^ (h >> 15)) &* 2_246_822_519
        h ^= h >> 13
        return scale * (Double(h) / 2_147_483_648 - 1)
      }))
}

/// Whole numbers below `limit`, the same in the peers' file.
func places(_ shape: [Int], below limit: Int) -> Tensor {
  let count = shape.reduce(1, *)
  return Tensor((0..<count).map { Int32($0 * 7919 % limit) }, shape: shape)
}
