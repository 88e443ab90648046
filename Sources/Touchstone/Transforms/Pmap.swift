import Foundation

/// The devices that `pmap` spreads work over: virtual ones of this process.
public enum VirtualDevices {
  @TaskLocal static var chosen: Int?

  /// How many there are: what `withVirtualDevices` says, else `TOUCHSTONE_DEVICES`, else 8.
  public static var count: Int { chosen ?? fromEnvironment }

  private static let fromEnvironment: Int = {
    let text = ProcessInfo.processInfo.environment["TOUCHSTONE_DEVICES"]
    return text.flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? 8
  }()
}

/// Runs `body` with `count` virtual devices.
public func withVirtualDevices<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
  precondition(count > 0, "there must be a device, got \(count)")
  return try VirtualDevices.$chosen.withValue(count, operation: body)
}

/// `f` mapped over an axis of the tensors in its argument, each member on a device of its own.
///
/// Its meaning is that of `vmap` with `axisName`; only where the work is done differs. The mapped
/// axis must not be larger than the number of devices, and have the size `devices` if that is given.
///
/// Specification: `pmap`.
public func pmap<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> R, axisName: String? = nil, inAxes: Axes = 0, outAxes: Axes = 0,
  devices: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A) -> R {
  let mapped = vmap(
    onDevices(f, devices), inAxes: inAxes, outAxes: outAxes, axisName: axisName,
    axisSize: devices, file: file, line: line)
  return mapped
}

/// `f` mapped over an axis of the tensors in its arguments, each member on a device of its own.
///
/// Specification: `pmap`.
public func pmap<A: TensorTree, B: TensorTree, R: TensorTree>(
  _ f: @escaping (A, B) -> R, axisName: String? = nil, inAxes: Axes = [0, 0], outAxes: Axes = 0,
  devices: Int? = nil, file: String = #fileID, line: Int = #line
) -> (A, B) -> R {
  vmap(
    { (a: A, b: B) -> R in
      requireDevices(devices)
      return f(a, b)
    }, inAxes: inAxes, outAxes: outAxes, axisName: axisName, axisSize: devices, file: file,
    line: line)
}

private func onDevices<A, R>(_ f: @escaping (A) -> R, _ devices: Int?) -> (A) -> R {
  { a in
    requireDevices(devices)
    return f(a)
  }
}

/// Reports an error if the members being mapped over are more than there are devices.
private func requireDevices(_ devices: Int?) {
  guard let size = (Context.interpreter as? Batcher)?.axis.size else { return }
  let available = VirtualDevices.count
  if size > available {
    ErrorScope.report(
      TensorError(
        "pmap", "T2", [],
        "the mapped axis has \(size) members, there are \(available) devices; map over fewer, use "
          + "vmap, or ask for more with withVirtualDevices or TOUCHSTONE_DEVICES"))
  }
}
