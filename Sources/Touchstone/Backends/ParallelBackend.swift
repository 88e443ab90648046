/// A backend that shares its loops out over several threads, and can show that it did.
public protocol ParallelBackend: Backend {
  /// How many threads share a loop.
  var threads: Int { get }
  /// How many loops were open to all threads so far.
  var sharedLoops: Int { get }
  /// The same backend with loops of few elements shared out as well: small cases are judged on it,
  /// which would otherwise run on one thread.
  var sharingAll: any ParallelBackend { get }
}
