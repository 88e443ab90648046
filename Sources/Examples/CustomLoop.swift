/// A perceptron as a plain tree of tensors: no layers, no model.
private struct Weights: TensorTree {
  var hidden, hiddenBias, output, outputBias: Tensor

  init(_ key: Tensor) {
    let keys = Random.split(key, 2)
    // He et al. 2015: variance 2 / inputs before a relu.
    hidden = Random.normal(keys[0], [784, 128]) * (2.0 / 784).squareRoot()
    output = Random.normal(keys[1], [128, 10]) * (2.0 / 128).squareRoot()
    (hiddenBias, outputBias) = (zeros([128]), zeros([10]))
  }

  func logits(_ images: Tensor) -> Tensor {
    let x = reshape(images, [images.shape[0], 784])
    return matmul(relu(matmul(x, hidden) + hiddenBias), output) + outputBias
  }
}

private struct TrainingStep: TensorTree {
  var weights, momentum: Weights
  var loss: Tensor
}

extension Examples {
  /// The perceptron without `fit`: `valueAndGrad`, a step by momentum, and `jit` around both.
  ///
  /// Returns the share of the test pictures of Fashion-MNIST that it classifies rightly.
  public static func customLoop(_ options: ExampleOptions) throws -> Double {
    let data = try fashion(options)
    let loss = { (weights: Weights, x: Tensor, y: Tensor) in
      mean(sparseCategoricalCrossentropy(y, weights.logits(x), fromLogits: true))
    }
    let step = jit { (state: TrainingStep, x: Tensor, y: Tensor) -> TrainingStep in
      let (value, gradient) = valueAndGrad { (weights: Weights) in loss(weights, x, y) }(
        state.weights)
      let momentum = Weights.treeMap({ 0.9 * $0 + $1 }, state.momentum, gradient)
      return TrainingStep(
        weights: Weights.treeMap({ $0 - 0.05 * $1 }, state.weights, momentum),
        momentum: momentum, loss: value)
    }
    let weights = Weights(Random.key(options.seed))
    var state = TrainingStep(
      weights: weights, momentum: weights.mapTensors { zerosLike($0) }, loss: zeros([]))
    let (count, size) = (data.trainY.shape[0], min(options.batchSize, data.trainY.shape[0]))
    for epoch in 0..<options.epochs {
      let order = Random.permutation(Random.foldIn(Random.key(options.seed), epoch), count)
      var total = 0.0
      for start in stride(from: 0, through: count - size, by: size) {
        let chosen = slice(order, [start], [size])
        state = step(
          state, take(data.trainX, chosen, axis: 0), take(data.trainY, chosen, axis: 0))
        total += Double(try state.loss.scalars(as: Float.self)[0])
      }
      options.print("epoch \(epoch + 1): loss \(decimals(total / Double(count / size)))")
    }
    let predicted = argmax(state.weights.logits(data.testX), axis: -1)
    let right = equal(cast(predicted, dtype: .i32), data.testY)
    let accuracy = Double(try mean(cast(right, dtype: .f32)).scalars(as: Float.self)[0])
    options.print("test accuracy: \(decimals(accuracy))")
    return accuracy
  }
}
