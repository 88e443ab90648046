import Testing

@testable import Touchstone

/// Runs tests on the reference, whatever backend is the default: what they expect are its bits.
struct OnReference: SuiteTrait, TestTrait, TestScoping {
  /// The tests of a suite get it, not the suite as a whole.
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    try await Backends.$chosen.withValue(Backends.Choice(ReferenceBackend())) { try await body() }
  }
}

extension Trait where Self == OnReference {
  static var onReference: Self { Self() }
}
