import Foundation

extension Examples {
  /// Fashion-MNIST with pixels from 0 to 1 and labels `i32`; `limit` first samples to train on.
  static func fashion(_ options: ExampleOptions) throws -> SplitData {
    let data = try Datasets.fashionMNIST(folder: options.data ?? Datasets.fashionMNISTFolder)
    func part(_ x: Tensor, _ y: Tensor) -> (Tensor, Tensor) {
      let count = min(options.limit ?? .max, y.shape[0])
      let images = slice(x, [0, 0, 0], [count, 28, 28])
      let scaled = cast(images, dtype: .f32) / 255
      return (scaled, cast(slice(y, [0], [count]), dtype: .i32))
    }
    return SplitData(
      train: part(data.trainX, data.trainY), test: part(data.testX, data.testY))
  }

  /// A perceptron with two hidden layers.
  public static func perceptron() -> Model {
    Sequential(name: "mlp") {
      Input(shape: [28, 28], name: "image")
      Flatten()
      Dense(256, activation: .relu)
      Dropout(0.2)
      Dense(128, activation: .relu)
      Dense(10, activation: .softmax)
    }
  }

  /// Two convolutions with pooling, and a hidden layer.
  public static func convolutional() -> Model {
    Sequential(name: "cnn") {
      Input(shape: [28, 28], name: "image")
      Reshape([28, 28, 1])
      Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
      MaxPooling2D()
      Conv2D(64, kernelSize: 3, padding: .same, activation: .relu)
      MaxPooling2D()
      Flatten()
      Dropout(0.4)
      Dense(128, activation: .relu)
      Dropout(0.2)
      Dense(10, activation: .softmax)
    }
  }

  /// Trains `model`, made by a closure so that the seed covers its weights, on Fashion-MNIST.
  ///
  /// Returns the share of the test pictures that it classifies rightly.
  public static func classifyFashion(
    _ options: ExampleOptions, _ model: () -> Model
  ) throws -> Double {
    setRandomSeed(options.seed)
    let data = try fashion(options)
    let model = model()
    model.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy])
    try model.fit(
      data.trainX, data.trainY, batchSize: options.batchSize, epochs: options.epochs,
      verbose: options.verbose, validationData: ValidationData(data.testX, data.testY))
    let logs = try model.evaluate(
      data.testX, data.testY, batchSize: options.batchSize, verbose: .silent)
    let accuracy = logs["accuracy"] ?? 0
    options.print("test accuracy: \(decimals(accuracy))")
    try finish(model, options)
    return accuracy
  }
}
