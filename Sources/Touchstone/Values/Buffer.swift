/// A tensor's elements wherever they are: on the host or on a device.
public protocol Buffer: Sendable {
  /// The dtype and shape.
  var type: TensorType { get }
  /// The elements in host memory; for a device this copies them.
  func host() throws -> HostTensor
}

extension HostTensor: Buffer {
  /// This tensor itself.
  public func host() -> HostTensor { self }
}
