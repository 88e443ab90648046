import Keras
import Testing

/// Gives each test of a suite its own stream of seeds, so that what is random in it is the same in
/// every run, whatever runs beside it.
public struct SeededTrait: SuiteTrait, TestTrait, TestScoping {
  /// The tests of a suite get it, not the suite as a whole.
  public var isRecursive: Bool { true }

  /// Runs a test in the scope of a fixed seed.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    try await withRandomSeed(1) { try await body() }
  }
}

extension Trait where Self == SeededTrait {
  /// Seeds that are given to nothing start from the same number in every run.
  public static var seeded: Self { Self() }
}
