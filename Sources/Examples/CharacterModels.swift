import Foundation

extension Examples {
  /// How many characters a model of text sees.
  public static let window = 64

  /// Predicts from characters the next, at each place, by a recurrent layer.
  public static func recurrent(_ characters: Int) -> Model {
    Sequential(name: "gru") {
      Input(shape: [window], dtype: .i32, name: "characters")
      Embedding(characters, 64)
      GRU(128, returnSequences: true)
      Dense(characters)
    }
  }

  /// Predicts from characters the next, at each place, by attention to those before.
  public static func transformer(
    _ characters: Int, size: Int = 64, heads: Int = 4, blocks: Int = 2
  ) -> Model {
    CustomObjects.register(PositionEmbedding.self, package: "Examples")
    let input = Input(shape: [window], dtype: .i32, name: "characters")
    var x = PositionEmbedding()(Embedding(characters, size)(input))
    for _ in 0..<blocks {
      let seen = LayerNormalization()(x)
      let attention = MultiHeadAttention(heads, keyDim: size / heads)
      x = x + attention(seen, seen, useCausalMask: true)[0]
      let hidden = Dense(4 * size, activation: .gelu)(LayerNormalization()(x))
      x = x + Dense(size)(hidden)
    }
    return Model(
      inputs: input, outputs: Dense(characters)(LayerNormalization()(x)), name: "transformer")
  }

  /// Trains a model of characters on a text and lets it go on from a beginning.
  ///
  /// Returns the loss on the last tenth of the text, in nats a character.
  public static func characters(
    _ options: ExampleOptions, prompt: String = "And ", length: Int = 200,
    _ model: (Int) -> Model
  ) throws -> Double {
    setRandomSeed(options.seed)
    let whole = try options.data.map(TextFile.read) ?? Datasets.bible()
    let text = String(whole.prefix(options.limit ?? 400_000))
    let vocabulary = CharacterVocabulary(text + prompt)
    let numbers = try vocabulary.encode(text)
    let rows = (numbers.count - 1) / window
    guard rows >= 10 else {
      throw ConfigError(
        "the text must have at least \(10 * window + 1) characters, got \(numbers.count)")
    }
    func windows(_ range: Range<Int>, shift: Int) -> Tensor {
      Tensor(
        Array(numbers[(range.lowerBound * window + shift)..<(range.upperBound * window + shift)]),
        shape: [range.count, window])
    }
    let border = rows * 9 / 10
    let model = model(vocabulary.count)
    model.compile(
      optimizer: .adam(0.003), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.sparseCategoricalAccuracy])
    options.print("\(text.count) characters, \(vocabulary.count) different ones")
    let held = ValidationData(
      windows(border..<rows, shift: 0), windows(border..<rows, shift: 1))
    try model.fit(
      windows(0..<border, shift: 0), windows(0..<border, shift: 1), batchSize: options.batchSize,
      epochs: options.epochs, verbose: options.verbose, validationData: held)
    let loss = model.history?.history["val_loss"]?.last ?? .infinity
    options.print("loss on unseen text: \(decimals(loss)) nats a character")
    options.print(
      try sample(model, vocabulary, prompt, length, seed: options.seed))
    try finish(model, options)
    return loss
  }

  /// `prompt` and `length` characters that `model` draws after it.
  public static func sample(
    _ model: Model, _ vocabulary: CharacterVocabulary, _ prompt: String, _ length: Int, seed: Int,
    temperature: Double = 0.7
  ) throws -> String {
    guard !prompt.isEmpty else { throw ConfigError("the prompt must have at least one character") }
    var numbers = try vocabulary.encode(prompt)
    let generator = SeedGenerator(seed)
    for _ in 0..<length {
      let seen = numbers.suffix(window)
      // What follows the text seen does not matter: no place looks ahead.
      let row = Array(seen) + Array(repeating: Int32(0), count: window - seen.count)
      let logits = try model.predictOnBatch(Tensor(row, shape: [1, window]))[0]
      let last = slice(logits, [0, seen.count - 1, 0], [1, 1, vocabulary.count])
      let drawn = Random.categorical(
        reshape(last, [1, vocabulary.count]) / temperature, numSamples: 1, seed: generator)
      numbers.append(try cast(drawn, dtype: .i32).scalars(as: Int32.self)[0])
    }
    return vocabulary.decode(numbers)
  }
}
