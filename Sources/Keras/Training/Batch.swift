/// What one step is given: inputs, targets and weights of samples.
public struct Batch: TensorTree {
  /// The inputs in the model's order.
  public var x: [Tensor]
  /// The targets in the order of the model's outputs.
  public var y: [Tensor]
  /// The weights of the samples: one for all outputs, one for each, or none.
  public var sampleWeight: [Tensor]

  /// The batch of these.
  public init(x: [Tensor], y: [Tensor] = [], sampleWeight: [Tensor] = []) {
    (self.x, self.y, self.sampleWeight) = (x, y, sampleWeight)
  }
  /// The batch of one input and one target.
  public init(_ x: Tensor, _ y: Tensor, sampleWeight: Tensor? = nil) {
    self.init(x: [x], y: [y], sampleWeight: sampleWeight.map { [$0] } ?? [])
  }

  /// How many samples it holds.
  public var size: Int { (x.first ?? y.first)?.shape.first ?? 0 }
}

/// One or several tensors as a model is given them: alone, in a list, or by name.
public protocol ModelData {
  /// The tensors in the order of `names`.
  func tensors(named names: [String], as role: String) throws -> [Tensor]
}

extension Tensor: ModelData {
  /// The tensors in the order of `names`.
  public func tensors(named names: [String], as role: String) -> [Tensor] { [self] }
}
extension Array: ModelData where Element == Tensor {
  /// The tensors in the order of `names`.
  public func tensors(named names: [String], as role: String) -> [Tensor] { self }
}
extension Dictionary: ModelData where Key == String, Value == Tensor {
  /// The tensors in the order of `names`.
  public func tensors(named names: [String], as role: String) throws -> [Tensor] {
    guard Set(keys) == Set(names) else {
      throw ConfigError(
        "expected \(role) \(names.joined(separator: ", ")), got \(keys.sorted().joined(separator: ", "))"
      )
    }
    return names.compactMap { self[$0] }
  }
}

/// Where batches come from: an array, a file, a generator.
public protocol BatchSource {
  /// How many batches an epoch has, if it is known.
  var batchCount: Int? { get }
  /// The batches of one epoch.
  func batches(epoch: Int) throws -> AnyIterator<Batch>
  /// What the orders of the epochs to come follow from, so that interrupted training can go on.
  ///
  /// `nil`, as by default, where the epoch's number alone decides.
  var order: Tensor? { get nonmutating set }
}

extension BatchSource {
  /// None: the epoch's number alone decides.
  public var order: Tensor? {
    get { nil }
    nonmutating set {}
  }
}

/// Any sequence of batches as a source: Keras's generators and datasets.
///
/// The sequence is started anew for each epoch.
public struct Batches: BatchSource {
  /// How many batches an epoch has, if it is known.
  public let batchCount: Int?
  private let start: (Int) throws -> AnyIterator<Batch>

  /// The batches of `sequence`.
  public init(_ sequence: some Sequence<Batch>, count: Int? = nil) {
    batchCount = count
    start = { _ in AnyIterator(sequence.makeIterator()) }
  }
  /// The batches that `start` begins for each epoch.
  public init(count: Int? = nil, _ start: @escaping (Int) throws -> some IteratorProtocol<Batch>) {
    batchCount = count
    self.start = { AnyIterator(try start($0)) }
  }
  /// The batches of one epoch.
  public func batches(epoch: Int) throws -> AnyIterator<Batch> { try start(epoch) }
}
