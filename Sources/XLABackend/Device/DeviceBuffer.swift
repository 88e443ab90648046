import CPJRT
import Touchstone

/// A tensor on a device.
final class DeviceBuffer: Buffer, @unchecked Sendable {
  // Sendable because PJRT's buffers may be used from any thread, and this one is never changed.
  let type: TensorType
  let client: Client
  let object: PluginObject

  /// The buffer that `object` is; this object destroys it.
  init(_ object: PluginObject, _ type: TensorType, _ client: Client) {
    self.object = object
    self.type = type
    self.client = client
  }

  deinit { client.plugin.destroy(PJRT_BUFFER_DESTROY, object) }

  /// The elements, copied from the device once what computes them has ended.
  func host() throws -> HostTensor {
    var arguments = PJRTToHost.sized
    arguments.source = object
    return try HostTensor(type) { bytes in
      // Without a place to write to the plugin would tell how much room is needed.
      if bytes.isEmpty { return }
      arguments.destination = bytes.baseAddress
      arguments.destination_size = bytes.count
      try client.plugin.call(PJRT_BUFFER_TO_HOST_BUFFER, &arguments)
      try client.plugin.wait(for: arguments.event)
      // Plugins leave the bits before a narrow number as they are; here its sign fills the byte.
      if type.dtype.family == .signed, type.dtype.bitWidth < 8 {
        let unused = 8 - type.dtype.bitWidth
        for i in bytes.indices {
          bytes[i] = UInt8(bitPattern: Int8(bitPattern: bytes[i] << unused) >> unused)
        }
      }
    }
  }
}
