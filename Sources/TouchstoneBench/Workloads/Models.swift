import Keras
import Touchstone

extension Workload {
  /// Training by `fit` and predicting, a step of each.
  static var models: [Workload] {
    [
      training("mlp", batch: 128, steps: 40, { noise([$0, 784]) }, { places([$0], below: 10) }) {
        Sequential {
          Input(shape: [784], name: "x")
          Dense(512, activation: .relu)
          Dense(512, activation: .relu)
          Dense(10)
        }
      },
      training("cnn", batch: 64, steps: 6, { noise([$0, 28, 28, 1]) }, { places([$0], below: 10) })
      {
        Sequential {
          Input(shape: [28, 28, 1], name: "x")
          Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
          MaxPooling2D()
          Conv2D(64, kernelSize: 3, padding: .same, activation: .relu)
          MaxPooling2D()
          Flatten()
          Dense(128, activation: .relu)
          Dense(10)
        }
      },
      training("lstm", batch: 32, steps: 10, { noise([$0, 64, 64]) }, { places([$0], below: 10) }) {
        Sequential {
          Input(shape: [64, 64], name: "x")
          LSTM(128)
          Dense(10)
        }
      },
      training(
        "transformer", batch: 16, steps: 3, { places([$0, 128], below: 96) },
        { places([$0, 128], below: 89) }, transformer),
    ].flatMap { $0 }
  }

  private static func transformer() -> Model {
    let (size, heads) = (128, 4)
    let input = Input(shape: [128], dtype: .i32, name: "x")
    var x: KerasTensor = LearnedPlaces()(Embedding(96, size)(input))
    for _ in 0..<4 {
      let seen = LayerNormalization()(x)
      x = x + MultiHeadAttention(heads, keyDim: size / heads)(seen, seen, useCausalMask: true)[0]
      let hidden = Dense(4 * size, activation: .gelu)(LayerNormalization()(x))
      x = x + Dense(size)(hidden)
    }
    return Model(inputs: input, outputs: Dense(96)(LayerNormalization()(x)))
  }

  private static func training(
    _ name: String, batch: Int, steps: Int, _ x: @escaping (Int) -> Tensor,
    _ y: @escaping (Int) -> Tensor, _ model: @escaping () -> Model
  ) -> [Workload] {
    func made() throws -> Model {
      let model = model()
      try model.setWeights(
        model.weights.enumerated().map { i, weight in
          let shape = weight.shape
          // He et al. 2015, for a uniform distribution; scales of normalizations are near 1.
          let inputs = max(shape.dropLast().reduce(1, *), 1)
          let scale = shape.count > 1 ? (6 / Double(inputs)).squareRoot() : 0.1
          return weight.path.hasSuffix("gamma")
            ? 1 + noise(shape, scale, seed: i) : noise(shape, scale, seed: i)
        })
      model.compile(
        optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true))
      return model
    }
    return [
      Workload(name: "\(name), train step", count: steps) {
        let (model, x, y) = (try made(), x(batch * steps), y(batch * steps))
        return {
          let history = try model.fit(
            x, y, batchSize: batch, verbose: .silent, shuffle: false)
          return [Tensor(Float(history.history["loss"]?.last ?? .nan))]
        }
      },
      Workload(name: "\(name), inference", count: steps) {
        let (model, x) = (try made(), x(batch * steps))
        return { try model.predict(x, batchSize: batch) }
      },
    ]
  }
}

/// Adds to each step of a sequence a learned vector for its place.
private final class LearnedPlaces: Layer {
  @Weight var places: Tensor

  override init(
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil,
    activityRegularizer: Regularizer? = nil
  ) {
    super.init(
      name: name, trainable: trainable, dtype: dtype, activityRegularizer: activityRegularizer)
  }
  required init(config: Config) throws { try super.init(config: config) }

  override func build(_ inputShapes: [Shape]) {
    addWeight($places, "places", inputShapes[0].suffix(2).compactMap { $0 }, .zeros)
  }
  override func call(_ x: Tensor, training: Bool) -> Tensor { x + places }
}
