import CPJRT
import Synchronization
import Touchstone

/// A plugin's client: its devices, and what was compiled for them.
final class Client: @unchecked Sendable {
  // Sendable because PJRT's clients may be used from any thread, and the cache is in a mutex.
  let plugin: Plugin
  private let client: PluginObject
  /// The devices of this process.
  let devices: [PluginObject]
  /// `cpu`, `cuda`, `tpu`.
  let platform: String
  private let compiled = Mutex<[Source: Loaded]>([:])

  /// What an executable is kept by.
  private struct Source: Hashable {
    let text: String
    let replicas: Int
    let partitions: Int
  }

  /// Past this many executables all are let go; those in use are held by their programs.
  private static let limit = 2048

  /// A client of the plugin at `path`, with so many devices where the plugin lets one choose.
  init(_ path: String, devices wanted: Int?) throws {
    let plugin = try Plugin(path)
    self.plugin = plugin
    do { client = try Self.create(plugin, devices: wanted) } catch {
      // Only the CPU's client knows the option.
      guard wanted != nil else { throw error }
      client = try Self.create(plugin, devices: nil)
    }
    var list = PJRTClientDevices.sized
    list.client = client
    try plugin.call(PJRT_CLIENT_ADDRESSABLE_DEVICES, &list)
    devices = (0..<list.count).compactMap { list.devices?[$0] }
    guard !devices.isEmpty else { throw XLAError("\(path) offers no device") }
    var name = PJRTClientText.sized
    name.client = client
    try plugin.call(PJRT_CLIENT_PLATFORM_NAME, &name)
    platform = Plugin.string(name.text, name.text_size)
  }

  private static func create(_ plugin: Plugin, devices: Int?) throws -> PluginObject {
    var arguments = PJRTClientCreate.sized
    let option = "cpu_device_count"
    try option.withCString { name in
      var value = PJRTNamedValue.sized
      value.name = name
      value.name_size = option.utf8.count
      value.kind = 1
      value.value.number = Int64(devices ?? 0)
      value.value_size = 1
      try withUnsafePointer(to: value) { pointer in
        if devices != nil {
          arguments.options = pointer
          arguments.option_count = 1
        }
        try plugin.call(PJRT_CLIENT_CREATE, &arguments)
      }
    }
    guard let client = arguments.client else {
      throw XLAError("\(plugin.path) made no client and reported no error")
    }
    return client
  }

  deinit { plugin.destroy(PJRT_CLIENT_DESTROY, client) }
}

extension Client {
  /// The executable of a program's text, for a grid of so many devices.
  func compile(_ text: String, replicas: Int = 1, partitions: Int = 1) throws -> Loaded {
    let source = Source(text: text, replicas: replicas, partitions: partitions)
    if let known = compiled.withLock({ $0[source] }) { return known }
    let options = CompileOptions(replicas: replicas, partitions: partitions).bytes
    var arguments = PJRTClientCompile.sized
    arguments.client = client
    var code = text
    let format = "mlir"
    try code.withUTF8 { code in
      try options.withUnsafeBytes { options in
        try format.withCString { format in
          var program = PJRTProgram.sized
          program.code = UnsafeRawPointer(code.baseAddress)?.assumingMemoryBound(to: CChar.self)
          program.code_size = code.count
          program.format = format
          program.format_size = 4
          arguments.options = options.baseAddress?.assumingMemoryBound(to: CChar.self)
          arguments.options_size = options.count
          try withUnsafePointer(to: program) { pointer in
            arguments.program = pointer
            try plugin.call(PJRT_CLIENT_COMPILE, &arguments)
          }
        }
      }
    }
    guard let object = arguments.executable else {
      throw XLAError("the plugin compiled nothing and reported no error")
    }
    let loaded = Loaded(object, self, deviceCount: replicas * partitions)
    return compiled.withLock { compiled in
      // Another thread may have been as fast.
      if let known = compiled[source] { return known }
      if compiled.count >= Self.limit { compiled.removeAll() }
      compiled[source] = loaded
      return loaded
    }
  }

  /// A buffer on device `number` with the elements of `tensor`.
  func upload(_ tensor: HostTensor, to number: Int = 0) throws -> DeviceBuffer {
    guard let type = tensor.dtype.pjrtType else {
      throw XLAError("\(tensor.type) has an element type that plugins do not know")
    }
    var arguments = PJRTFromHost.sized
    arguments.client = client
    arguments.type = type
    arguments.device = devices[number]
    let dimensions = tensor.shape.map(Int64.init)
    try tensor.withBytes { bytes in
      try dimensions.withUnsafeBufferPointer { dimensions in
        arguments.data = bytes.baseAddress
        arguments.dimensions = dimensions.baseAddress
        arguments.dimension_count = dimensions.count
        try plugin.call(PJRT_CLIENT_BUFFER_FROM_HOST_BUFFER, &arguments)
      }
    }
    // The bytes were read during the call; the event says so, and nothing waits for it.
    if let event = arguments.done_event { plugin.destroy(PJRT_EVENT_DESTROY, event) }
    guard let object = arguments.buffer else {
      throw XLAError("the plugin made no buffer of \(tensor.type) and reported no error")
    }
    return DeviceBuffer(object, tensor.type, self)
  }
}
