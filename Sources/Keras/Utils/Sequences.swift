/// On which side something is added or taken away.
public enum SequenceSide: String, Sendable {
  case pre, post
}

/// Sequences of different lengths as one matrix: Keras's `pad_sequences`.
///
/// Shape: `[sequences.count, maxlen]`, by default the longest. Shorter ones are filled with `value`
/// on the side `padding`, longer ones cut on the side `truncating`.
public func padSequences<S: TensorScalar>(
  _ sequences: [[S]], maxlen: Int? = nil, padding: SequenceSide = .pre,
  truncating: SequenceSide = .pre, value: S
) -> Tensor {
  let width = maxlen ?? sequences.map(\.count).max() ?? 0
  var scalars: [S] = []
  scalars.reserveCapacity(width * sequences.count)
  for sequence in sequences {
    let cut = truncating == .pre ? Array(sequence.suffix(width)) : Array(sequence.prefix(width))
    let fill = Array(repeating: value, count: width - cut.count)
    scalars += padding == .pre ? fill + cut : cut + fill
  }
  return Tensor(scalars, shape: [sequences.count, width])
}

/// Sequences of integers as one matrix of `i32`, filled with zeros.
public func padSequences(
  _ sequences: [[Int]], maxlen: Int? = nil, padding: SequenceSide = .pre,
  truncating: SequenceSide = .pre
) -> Tensor {
  padSequences(
    sequences.map { $0.map { Int32(clamping: $0) } }, maxlen: maxlen, padding: padding,
    truncating: truncating, value: 0)
}

/// Classes as rows with a one: Keras's `to_categorical`.
///
/// Shape: that of `x` without a last axis of size 1, then `numClasses`, by default the largest class
/// and one. dtype: `floatx`. Throws where a class is negative or too large.
public func toCategorical(_ x: Tensor, numClasses: Int? = nil) throws -> Tensor {
  let x = x.rank > 1 && x.shape.last == 1 ? squeeze(x, axis: -1) : x
  let classes = try convert(ravel(x), to: .i64).scalars(as: Int64.self)
  let count = numClasses ?? Int(classes.max() ?? -1) + 1
  if let wrong = classes.first(where: { $0 < 0 || $0 >= Int64(count) }) {
    throw ConfigError("classes must lie in 0..<\(count), got \(wrong)")
  }
  return oneHot(convert(x, to: .i32), count, dtype: Settings.floatx)
}

/// Windows of a series as a source of batches: Keras's `timeseries_dataset_from_array`.
///
/// Window `i` holds the entries `i·sequenceStride + k·samplingRate` for `k` below `sequenceLength`;
/// its target is that of the same index in `targets`.
public struct TimeseriesBatches: BatchSource {
  private let data, targets: HostTensor?
  private let starts: [Int]
  private let length, rate, batchSize: Int
  private let shuffle: ArrayBatches.Shuffle?

  /// Throws unless there is room for a window.
  public init(
    _ data: Tensor, _ targets: Tensor? = nil, sequenceLength: Int, sequenceStride: Int = 1,
    samplingRate: Int = 1, batchSize: Int = 128, shuffle: Bool = false, seed: Int? = nil,
    startIndex: Int = 0, endIndex: Int? = nil
  ) throws {
    for (name, value) in [
      ("sequenceLength", sequenceLength), ("sequenceStride", sequenceStride),
      ("samplingRate", samplingRate), ("batchSize", batchSize),
    ] where value < 1 {
      throw ConfigError("\(name) must be positive, got \(value)")
    }
    guard data.rank > 0, startIndex >= 0 else {
      throw ConfigError("the data must have an axis of time, and startIndex not be negative")
    }
    let end = min(endIndex ?? data.shape[0], data.shape[0])
    let span = (sequenceLength - 1) * samplingRate
    var count = end - span
    if let targets { count = min(count, targets.shape.first ?? 0) }
    guard count > startIndex else {
      throw ConfigError(
        "a window takes \(span + 1) entries, and there are \(end - startIndex) from \(startIndex) on"
      )
    }
    starts = Array(stride(from: startIndex, to: count, by: sequenceStride))
    self.data = try data.host()
    self.targets = try targets?.host()
    (length, rate, self.batchSize) = (sequenceLength, samplingRate, batchSize)
    self.shuffle = shuffle ? .init(seed: seed ?? RandomSeeds.next()) : nil
  }

  /// What the orders of the epochs to come follow from, if they are shuffled.
  public var order: Tensor? {
    get { shuffle?.key }
    nonmutating set { if let newValue { shuffle?.key = newValue } }
  }
  /// How many batches an epoch has.
  public var batchCount: Int? { (starts.count + batchSize - 1) / batchSize }

  /// The batches of one epoch.
  public func batches(epoch: Int) throws -> AnyIterator<Batch> {
    guard let data else { return AnyIterator { nil } }
    let order = try shuffle?.next(starts.count).map { starts[Int($0)] } ?? starts
    var position = 0
    return AnyIterator {
      guard position < order.count else { return nil }
      let chosen = order[position..<min(position + batchSize, order.count)]
      position += chosen.count
      let rows = chosen.flatMap { start in (0..<length).map { Int32(start + $0 * rate) } }
      let windows = reshape(
        Tensor(data.rows(rows)), [chosen.count, length] + data.shape.dropFirst())
      return Batch(
        x: [windows], y: targets.map { [Tensor($0.rows(chosen.map { Int32($0) }))] } ?? [])
    }
  }
}

/// Arrays in two parts: Keras's `split_dataset`.
///
/// `leftSize` is a share below 1 or a number of samples. Throws where a part would be empty.
public func splitDataset(
  _ arrays: [Tensor], leftSize: Double, shuffle: Bool = false, seed: Int? = nil
) throws -> (left: [Tensor], right: [Tensor]) {
  let count = arrays.first?.shape.first ?? 0
  guard arrays.allSatisfy({ $0.shape.first == count }) else {
    throw ConfigError("all arrays must have \(count) samples, as the first has")
  }
  let left = leftSize < 1 ? Int((Double(count) * leftSize).rounded()) : Int(leftSize)
  guard left > 0, left < count else {
    throw ConfigError("leftSize must leave both parts samples, got \(leftSize) of \(count)")
  }
  let order =
    shuffle
    ? try ArrayBatches.Shuffle(seed: seed ?? RandomSeeds.next()).next(count)
    : (0..<count).map { Int32($0) }
  func pick(_ indices: ArraySlice<Int32>) throws -> [Tensor] {
    try arrays.map { Tensor(try $0.host().rows(indices)) }
  }
  return (try pick(order[..<left]), try pick(order[left...]))
}
