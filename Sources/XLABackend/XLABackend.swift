import Synchronization
import Touchstone

/// Whole programs by a PJRT plugin: XLA for CPUs, GPUs or TPUs.
///
/// The plugin is loaded when it is first needed. Operations that it lacks are made of others, or run
/// on the reference's meaning between segments of the program that run on the device, and count as
/// borrowed.
///
/// Specification: `backends`.
public struct XLABackend: Backend {
  /// `xla`.
  public let name = "xla"
  /// The plugin's file.
  public let plugin: String
  private let runtimes: Runtimes

  /// The backend of the plugin in the file `plugin`.
  ///
  /// - Parameter devices: How many devices a client for CPUs divides itself into; other clients have
  ///   those that the machine has.
  public init(plugin: String, devices: Int = XLABackend.defaultDevices) {
    self.plugin = plugin
    runtimes = Runtimes(plugin, devices)
  }

  /// As many as `pmap` has by default.
  public static let defaultDevices = 8

  /// Prepares `program` to run on the device; throws where the plugin cannot be loaded.
  public func compile(_ program: Program) throws -> any Executable {
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    let runtime = try runtimes.runtime()
    return XLAExecutable(main.block, try runtime.plan(for: main.block), runtime)
  }

  /// Runs one operation at once; it is compiled once for each form and types of operands.
  public func evaluate(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    if let constant = operation as? Constant { return [Tensor(constant.value)] }
    let block = try Block.sole(operation, on: operands.map(\.type))
    let runtime = try runtimes.runtime()
    let executable = XLAExecutable(block, try runtime.plan(for: block), runtime)
    return try executable.run(try operands.map { try $0.elements() }).map { Tensor($0) }
  }

  /// Whether the plugin compiles `operation`, which is tried; `false` also where it cannot be loaded.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    guard let runtime = try? runtimes.runtime(),
      let block = try? Block.sole(operation, on: operands),
      let plan = try? runtime.plan(for: block)
    else { return false }
    return plan.isOnDevice
  }
}

extension XLABackend {
  /// What a plugin says of itself and its devices.
  public struct Description: Sendable {
    /// `cpu`, `cuda`, `tpu`.
    public let platform: String
    /// How many devices there are.
    public let deviceCount: Int
    /// The version of PJRT's interface.
    public let interfaceVersion: String
    /// What the plugin tells besides, such as `stablehlo_current_version`.
    public let attributes: [String: String]
  }

  /// Loads the plugin, and tells what it is; throws where it cannot be loaded.
  public func describe() throws -> Description {
    let client = try runtimes.runtime().client
    return Description(
      platform: client.platform, deviceCount: client.devices.count,
      interfaceVersion: client.plugin.version, attributes: try client.plugin.attributes)
  }
}

/// The runtimes of plugins, one for each file and number of devices: a plugin does not bear two
/// clients for one device well.
private final class Runtimes: Sendable {
  private struct Key: Hashable {
    let plugin: String
    let devices: Int
  }
  private static let known = Mutex<[Key: Runtime]>([:])
  private let key: Key
  private let own = Mutex<Runtime?>(nil)

  init(_ plugin: String, _ devices: Int) { key = Key(plugin: plugin, devices: devices) }

  /// The runtime, made now if it is needed for the first time.
  func runtime() throws -> Runtime {
    if let runtime = own.withLock({ $0 }) { return runtime }
    let runtime = try Self.known.withLock { known in
      if let runtime = known[key] { return runtime }
      let runtime = Runtime(try Client(key.plugin, devices: key.devices))
      known[key] = runtime
      return runtime
    }
    own.withLock { $0 = runtime }
    return runtime
  }
}

extension Block {
  /// The block that applies `operation` to its parameters.
  static func sole(
    _ operation: any Primitive, on operands: [TensorType]
  ) throws(TensorError) -> Block {
    var builder = BlockBuilder(parameters: operands)
    let results = try builder.append(operation, Array(operands.indices))
    return builder.block(returning: Array(results))
  }
}
