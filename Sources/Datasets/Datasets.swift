// Readers of data from files, and the datasets of Keras's `keras.datasets` that a Debian package
// holds: nothing is downloaded.

@_exported import Keras

/// Data to train on and data to test on.
public struct SplitData: Sendable {
  /// Inputs to train on.
  public let trainX: Tensor
  /// Targets to train on.
  public let trainY: Tensor
  /// Inputs to test on.
  public let testX: Tensor
  /// Targets to test on.
  public let testY: Tensor

  /// Data of two parts.
  public init(train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
    (trainX, trainY) = train
    (testX, testY) = test
  }
}

/// Keras's `keras.datasets`.
public enum Datasets {}
