import Synchronization

/// A source of keys for random numbers whose state is a variable: Keras's `random.SeedGenerator`.
///
/// The state is the seed and a counter, `ui32[2]`; each key is the state, and counts it up.
public final class SeedGenerator: KerasObject {
  /// Keras's module of the class.
  public static var module: String { "keras.random" }
  /// The seed given.
  public let seed: Int?
  /// Seed and counter.
  public let state: Variable

  /// The generator that starts from `seed`, or from a random one.
  public init(_ seed: Int? = nil, name: String = "seed_generator") {
    self.seed = seed
    let start = seed ?? RandomSeeds.next()
    state = Variable(
      Tensor([UInt32(truncatingIfNeeded: start), 0]), name: "seed_generator_state",
      path: name + "/seed_generator_state", trainable: false, autocast: false)
  }

  /// The object that `config` describes.
  public convenience init(config: Config) throws { self.init(try config.get("seed")) }
  /// What describes this object: Keras's `get_config`.
  public var config: JSONObject { ["seed": seed.json] }

  /// The next key.
  public func next() -> Tensor {
    let key = state.rawValue
    state.assign(key + Tensor([0, 1] as [UInt32]))
    // Devices that share a batch draw numbers of their own.
    return CallContext.current.replicas.map { Random.foldIn(key, axisIndex($0)) } ?? key
  }

  /// The key of a fixed seed, which is the same at every call: Keras's meaning of an integer seed.
  public static func key(_ seed: Int) -> Tensor { Tensor([UInt32(truncatingIfNeeded: seed), 0]) }
}

/// Seeds for what is given none.
enum RandomSeeds {
  /// A stream of seeds, which several threads may take from.
  final class Stream: Sendable {
    private let generator: Mutex<SplitMix?>
    init(_ seed: Int?) { generator = Mutex(seed.map(SplitMix.init(seed:))) }

    func set(_ seed: Int) { generator.withLock { $0 = SplitMix(seed: seed) } }
    func next() -> Int {
      generator.withLock { generator in
        guard generator != nil else { return Int.random(in: 1...1_000_000_000) }
        return Int((generator?.next() ?? 0) >> 33)
      }
    }
  }

  private struct SplitMix {
    private var state: UInt64
    init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }
    // Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, 2014.
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let ofProcess = Stream(nil)
  @TaskLocal static var ofTask: Stream?

  static var current: Stream { ofTask ?? ofProcess }
  /// A seed of 31 bits: random, unless `setRandomSeed` or `withRandomSeed` fixed it.
  static func next() -> Int { current.next() }
}

/// Makes whatever is random and given no seed a function of `seed`: Keras's `set_random_seed`.
///
/// It holds for the process, and within `withRandomSeed` for that scope.
public func setRandomSeed(_ seed: Int) { RandomSeeds.current.set(seed) }

/// The result of `body`, in which whatever is random and given no seed is a function of `seed`,
/// whatever other tasks do.
public func withRandomSeed<R>(_ seed: Int, _ body: () throws -> R) rethrows -> R {
  try RandomSeeds.$ofTask.withValue(RandomSeeds.Stream(seed)) { try body() }
}

/// The result of `body`, in which whatever is random and given no seed is a function of `seed`,
/// whatever other tasks do.
public func withRandomSeed<R: Sendable>(
  _ seed: Int, _ body: @Sendable () async throws -> R
) async rethrows -> R {
  try await RandomSeeds.$ofTask.withValue(RandomSeeds.Stream(seed)) { try await body() }
}
