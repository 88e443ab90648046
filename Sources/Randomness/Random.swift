import Touchstone

/// Random numbers from keys, bit for bit those of `jax.random` with its default generator.
///
/// A key is a tensor `ui32[2]`; the same key gives the same numbers, so split it before each use.
/// Every function is made of ordinary operations of tensors: it can be traced, batched and run on
/// any backend. Default dtypes are those of JAX without 64 bits, `f32`, `i32` and `ui32`; another
/// dtype is another stream.
///
/// Specification: `random`.
public enum Random {
  /// How finely the smallest probabilities are resolved.
  public enum Mode: Hashable, Sendable {
    /// From as many random bits as the significand has.
    case low
    /// From twice as many.
    case high
    /// In `gumbel` of `f32` from all bits; elsewhere as `high`.
    case highest
  }

  /// A parameter of a distribution: a number for all samples, or a tensor with one for each.
  public enum Parameter: Sendable {
    /// A number, which takes the dtype it is used in.
    case number(Double)
    /// A whole number, which takes the dtype it is used in.
    case integer(Int)
    /// Numbers whose shape broadcasts to that of the samples.
    case tensor(Tensor)
  }
}

/// What can be a parameter of a distribution: tensors and numbers.
public protocol RandomParameter: Sendable {
  /// This value as a parameter.
  var randomParameter: Random.Parameter { get }
}

extension Tensor: RandomParameter {
  /// One parameter for each sample.
  public var randomParameter: Random.Parameter { .tensor(self) }
}
extension Double: RandomParameter {
  /// The same parameter for all samples.
  public var randomParameter: Random.Parameter { .number(self) }
}
extension Float: RandomParameter {
  /// The same parameter for all samples.
  public var randomParameter: Random.Parameter { .number(Double(self)) }
}
extension Int: RandomParameter {
  /// The same parameter for all samples.
  public var randomParameter: Random.Parameter { .integer(self) }
}
