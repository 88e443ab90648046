import CPJRT
import Touchstone

/// A program that a plugin has compiled.
final class Loaded: @unchecked Sendable {
  // Sendable because PJRT's executables may be run from any thread.
  private let object: PluginObject
  private let client: Client
  /// How many devices run it side by side.
  private let deviceCount: Int

  init(_ object: PluginObject, _ client: Client, deviceCount: Int) {
    self.object = object
    self.client = client
    self.deviceCount = deviceCount
  }

  deinit { client.plugin.destroy(PJRT_LOADED_EXECUTABLE_DESTROY, object) }

  /// The results on each device, of these types, for the arguments on each.
  ///
  /// Arguments whose numbers are in `kept` are not overwritten, even if the program says they may be.
  /// The results may still be on their way, unless this `waits` for them.
  func run(
    _ arguments: [[DeviceBuffer]], _ types: [TensorType], kept: [Int] = [], waits: Bool = false
  ) throws -> [[DeviceBuffer]] {
    precondition(arguments.count == deviceCount, "each device needs its arguments")
    let argumentCount = arguments[0].count
    let inputs = arguments.flatMap { $0.map { Optional($0.object) } }
    var outputs = [PluginObject?](repeating: nil, count: deviceCount * types.count)
    let keptNumbers = kept.map(Int64.init)
    try withExtendedLifetime(arguments) {
      try inputs.withUnsafeBufferPointer { inputs in
        try outputs.withUnsafeMutableBufferPointer { outputs in
          try keptNumbers.withUnsafeBufferPointer { kept in
            let rowsIn = (0..<deviceCount).map { device in
              inputs.baseAddress.map { $0 + device * argumentCount }
            }
            let rowsOut = (0..<deviceCount).map { device in
              outputs.baseAddress.map { $0 + device * types.count }
            }
            try run(rowsIn, rowsOut, argumentCount, kept, waits)
          }
        }
      }
    }
    return try (0..<deviceCount).map { device in
      try types.indices.map { i in
        guard let object = outputs[device * types.count + i] else {
          throw XLAError("the plugin gave no result \(i) and reported no error")
        }
        return DeviceBuffer(object, types[i], client)
      }
    }
  }

  private func run(
    _ arguments: [UnsafePointer<PluginObject?>?], _ results: [UnsafeMutablePointer<PluginObject?>?],
    _ argumentCount: Int, _ kept: UnsafeBufferPointer<Int64>, _ waits: Bool
  ) throws {
    var options = PJRTExecuteOptions.sized
    options.kept_arguments = kept.baseAddress
    options.kept_argument_count = kept.count
    try arguments.withUnsafeBufferPointer { arguments in
      try results.withUnsafeBufferPointer { results in
        try withUnsafeMutablePointer(to: &options) { options in
          var call = PJRTExecute.sized
          call.executable = object
          call.options = options
          call.arguments = arguments.baseAddress
          call.device_count = deviceCount
          call.argument_count = argumentCount
          call.results = results.baseAddress
          guard waits else {
            try client.plugin.call(PJRT_LOADED_EXECUTABLE_EXECUTE, &call)
            return
          }
          var events = [PluginObject?](repeating: nil, count: deviceCount)
          try events.withUnsafeMutableBufferPointer { events in
            call.events = events.baseAddress
            try client.plugin.call(PJRT_LOADED_EXECUTABLE_EXECUTE, &call)
          }
          for event in events { try client.plugin.wait(for: event) }
        }
      }
    }
  }
}
