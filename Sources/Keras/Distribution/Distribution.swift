import Synchronization

/// How work is spread over devices: Keras's `Distribution`.
public protocol Distribution: Sendable {
  /// The devices.
  var deviceMesh: DeviceMesh { get }
  /// The axis of the mesh along which batches are split.
  var batchDimName: String { get }
  /// How a weight is laid out.
  func variableLayout(_ path: String, _ shape: [Int]) throws -> TensorLayout
}

extension Distribution {
  /// How inputs are laid out: split along their first axis.
  public func dataLayout(_ shape: [Int]) throws -> TensorLayout {
    try TensorLayout(
      shape.indices.map { $0 == 0 ? batchDimName : nil }, deviceMesh)
  }
  /// How many parts a batch is split into.
  public var numModelReplicas: Int { deviceMesh.size(of: batchDimName) }
}

/// Each device computes a part of each batch with all weights: Keras's `DataParallel`.
///
/// `fit`, `evaluate` and `predict` split each batch into equal parts, one for each device; a batch
/// that cannot be split so, as the last one of an epoch may be, is computed by one. Losses, metrics and
/// the statistics of batch normalization are those of the batch as a whole, so that results are those
/// of one device up to rounding. Random layers draw numbers of their own for each part; variables that
/// other layers assign in a call become the mean of what the parts assign.
public struct DataParallel: Distribution {
  /// The devices.
  public let deviceMesh: DeviceMesh
  /// The axis of the mesh.
  public let batchDimName: String

  /// Spreads batches over a mesh of one axis, or over `devices`, by default all.
  public init(deviceMesh: DeviceMesh? = nil, devices: [String]? = nil) throws {
    guard deviceMesh == nil || devices == nil else {
      throw ConfigError("DataParallel takes a mesh or devices, not both")
    }
    let devices = devices ?? listDevices()
    let mesh = try deviceMesh ?? DeviceMesh([devices.count], ["batch"], devices: devices)
    guard mesh.shape.count == 1 else {
      throw ConfigError(
        "DataParallel needs a mesh of one axis, got the shape \(mesh.shape); see ModelParallel")
    }
    (self.deviceMesh, batchDimName) = (mesh, mesh.axisNames[0])
  }

  /// Not split: every device has the whole weight.
  public func variableLayout(_ path: String, _ shape: [Int]) throws -> TensorLayout {
    try TensorLayout(shape.map { _ in nil }, deviceMesh)
  }
}

/// Batches are split along one axis of the mesh, and weights along others: Keras's `ModelParallel`.
///
/// The devices of a process share its memory. So batches are split as `DataParallel` does it, and
/// layouts of weights are checked against their shapes before training, and otherwise change nothing.
public struct ModelParallel: Distribution {
  /// The devices.
  public var deviceMesh: DeviceMesh { layoutMap.deviceMesh }
  /// The layouts of weights.
  public let layoutMap: LayoutMap
  /// The axis of the mesh along which batches are split.
  public let batchDimName: String

  /// Lays weights out by `layoutMap`, and splits batches along `batchDimName`, by default the mesh's
  /// first axis.
  public init(layoutMap: LayoutMap, batchDimName: String? = nil) throws {
    let names = layoutMap.deviceMesh.axisNames
    let name = batchDimName ?? names[0]
    guard names.contains(name) else {
      throw ConfigError(
        "batchDimName must be an axis of the mesh, \(names.joined(separator: ", ")), got '\(name)'")
    }
    (self.layoutMap, self.batchDimName) = (layoutMap, name)
  }

  /// What the map says, or not split.
  public func variableLayout(_ path: String, _ shape: [Int]) throws -> TensorLayout {
    try layoutMap.layout(for: path) ?? TensorLayout(shape.map { _ in nil }, deviceMesh)
  }
}

private enum Distributions {
  static let ofProcess = Mutex<(any Distribution)?>(nil)
  @TaskLocal static var ofTask: (any Distribution)?
}

/// How work is spread in this task: Keras's `distribution()`; `nil` if it is not.
public func distribution() -> (any Distribution)? {
  Distributions.ofTask ?? Distributions.ofProcess.withLock { $0 }
}

/// Says how work is spread from now on, or by `nil` that it is not: Keras's `set_distribution`.
public func setDistribution(_ value: (any Distribution)?) {
  Distributions.ofProcess.withLock { $0 = value }
}

/// Runs `body` with work spread as `distribution` says: Keras's `Distribution.scope`.
public func withDistribution<R>(_ value: any Distribution, _ body: () throws -> R) rethrows -> R {
  try Distributions.$ofTask.withValue(value, operation: body)
}
