/// The batches of arrays that lie in memory.
struct ArrayBatches: BatchSource {
  let x, y, sampleWeight: [HostTensor]
  let batchSize: Int
  /// The generator that orders each epoch anew; `nil` keeps the order.
  let shuffle: Shuffle?

  /// A source of orders.
  final class Shuffle {
    var key: Tensor
    init(seed: Int) { key = Random.key(seed) }
    /// The order of the next epoch.
    func next(_ count: Int) throws -> [Int32] {
      let keys = Random.split(key)
      key = keys[0]
      return try Random.permutation(keys[1], count).scalars(as: Int32.self)
    }
  }

  var order: Tensor? {
    get { shuffle?.key }
    nonmutating set { if let newValue { shuffle?.key = newValue } }
  }
  var count: Int { (x.first ?? y.first)?.shape.first ?? 0 }
  var batchCount: Int? { (count + batchSize - 1) / batchSize }

  /// Throws unless all have the same number of samples, and names those that have not by `names`.
  init(
    x: [Tensor], y: [Tensor], sampleWeight: [Tensor], batchSize: Int, shuffle: Shuffle?,
    names: (inputs: [String], outputs: [String]) = ([], [])
  ) throws {
    guard batchSize > 0 else { throw ConfigError("batchSize must be positive, got \(batchSize)") }
    let roles = [
      ("x", x, names.inputs), ("y", y, names.outputs),
      ("sampleWeight", sampleWeight, names.outputs),
    ]
    let first = x.first ?? y.first
    for (role, tensors, names) in roles {
      for (i, tensor) in tensors.enumerated() {
        let label = tensors.count > 1 ? "\(role) '\(names[safe: i] ?? "\(i)")'" : role
        guard tensor.rank > 0 else {
          throw ConfigError("\(label) must have an axis of samples, got \(tensor.type)")
        }
        guard let first, tensor.shape[0] != first.shape[0] else { continue }
        let other = x.count > 1 ? "x '\(roles[0].2.first ?? "0")'" : x.isEmpty ? "the first" : "x"
        throw ConfigError(
          "\(other) has \(first.shape[0]) samples and \(label) \(tensor.shape[0]); they must agree")
      }
    }
    self.x = try x.map { try $0.host() }
    self.y = try y.map { try $0.host() }
    self.sampleWeight = try sampleWeight.map { try $0.host() }
    self.batchSize = batchSize
    self.shuffle = shuffle
  }

  func batches(epoch: Int) throws -> AnyIterator<Batch> {
    let order = try shuffle?.next(count)
    var start = 0
    return AnyIterator {
      guard start < count else { return nil }
      let range = start..<Swift.min(start + batchSize, count)
      start = range.upperBound
      func pick(_ arrays: [HostTensor]) -> [Tensor] {
        arrays.map { array in Tensor(order.map { array.rows($0[range]) } ?? array.rows(range)) }
      }
      return Batch(x: pick(x), y: pick(y), sampleWeight: pick(sampleWeight))
    }
  }
}

extension HostTensor {
  /// The elements whose first index is one of `indices`, in this order.
  func rows(_ indices: some Collection<Int32>) -> HostTensor {
    let width = type.byteCount / Swift.max(shape[0], 1)
    return HostTensor(TensorType(dtype, [indices.count] + shape.dropFirst())) { target in
      withBytes { source in
        for (i, index) in indices.enumerated() {
          target[(i * width)..<((i + 1) * width)].copyBytes(
            from: source[(Int(index) * width)..<((Int(index) + 1) * width)])
        }
      }
    }
  }
  /// The elements whose first index lies in `range`.
  func rows(_ range: Range<Int>) -> HostTensor {
    let width = type.byteCount / Swift.max(shape[0], 1)
    return HostTensor(TensorType(dtype, [range.count] + shape.dropFirst())) { target in
      withBytes {
        target.copyBytes(from: $0[(range.lowerBound * width)..<(range.upperBound * width)])
      }
    }
  }
}
