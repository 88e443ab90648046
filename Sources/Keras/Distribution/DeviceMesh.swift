/// The devices of this process by name: `cpu:0` and so on, as many as `VirtualDevices.count` says.
///
/// Keras's `list_devices`. All are virtual and of the type `cpu`; of another type there is none.
public func listDevices(_ deviceType: String? = nil) -> [String] {
  guard deviceType?.lowercased() ?? "cpu" == "cpu" else { return [] }
  return (0..<VirtualDevices.count).map { "cpu:\($0)" }
}

/// How many devices of a type there are: Keras's `get_device_count`.
public func getDeviceCount(_ deviceType: String? = nil) -> Int { listDevices(deviceType).count }

/// Devices in a grid whose axes have names: Keras's `DeviceMesh`.
public struct DeviceMesh: Hashable, Sendable {
  /// How many devices there are along each axis.
  public let shape: [Int]
  /// The names of the axes.
  public let axisNames: [String]
  /// The devices, the last axis varying fastest.
  public let devices: [String]

  /// The grid of `devices`, by default all there are.
  ///
  /// Throws unless the shape has a name for each axis and a place for each device.
  public init(_ shape: [Int], _ axisNames: [String], devices: [String]? = nil) throws {
    let devices = devices ?? listDevices()
    guard !shape.isEmpty, shape.count == axisNames.count, Set(axisNames).count == axisNames.count
    else {
      throw ConfigError(
        "a device mesh needs a name of its own for each axis, got the shape \(shape) and \(axisNames)"
      )
    }
    guard shape.allSatisfy({ $0 > 0 }), shape.reduce(1, *) == devices.count else {
      throw ConfigError(
        "a device mesh of the shape \(shape) needs \(shape.reduce(1, *)) devices, got "
          + "\(devices.count)")
    }
    (self.shape, self.axisNames, self.devices) = (shape, axisNames, devices)
  }

  /// How many devices there are along an axis; 1 for an axis that the mesh has not.
  public func size(of axisName: String) -> Int {
    axisNames.firstIndex(of: axisName).map { shape[$0] } ?? 1
  }
}
