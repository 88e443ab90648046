import CPJRT
import Foundation

/// What a plugin, or the way to it, reported.
public struct XLAError: Error, Hashable, CustomStringConvertible {
  /// What was expected and what came.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// A structure that PJRT's functions take.
protocol PJRTArguments {
  init()
  var struct_size: Int { get set }
}

extension PJRTArguments {
  /// One that says its size and nothing else.
  static var sized: Self {
    var arguments = Self()
    arguments.struct_size = MemoryLayout<Self>.size
    return arguments
  }
}

extension PJRTObject: PJRTArguments {}
extension PJRTErrorMessage: PJRTArguments {}
extension PJRTNamedValue: PJRTArguments {}
extension PJRTPluginAttributes: PJRTArguments {}
extension PJRTClientCreate: PJRTArguments {}
extension PJRTClientText: PJRTArguments {}
extension PJRTClientDevices: PJRTArguments {}
extension PJRTProgram: PJRTArguments {}
extension PJRTClientCompile: PJRTArguments {}
extension PJRTFromHost: PJRTArguments {}
extension PJRTToHost: PJRTArguments {}
extension PJRTExecuteOptions: PJRTArguments {}
extension PJRTExecute: PJRTArguments {}

/// An object that belongs to a plugin: a client, a device, an executable, a buffer.
typealias PluginObject = UnsafeMutableRawPointer

/// A PJRT plugin that is loaded: its table of functions.
///
/// It is never unloaded, since its threads outlive every object.
struct Plugin: @unchecked Sendable {
  // Sendable because the table is constant and PJRT's functions may be called from any thread.
  let path: String
  private let api: UnsafePointer<PJRTApi>

  /// Opens the plugin at `path` and initializes it.
  init(_ path: String) throws {
    // Read when the library is loaded: otherwise it writes its log to standard error, what it also
    // reports as errors included.
    setenv("TF_CPP_MIN_LOG_LEVEL", "3", 0)
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw XLAError("there is no PJRT plugin at \(path)")
    }
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
      throw XLAError("\(path) cannot be loaded: \(Self.lastLoadingError)")
    }
    guard let entry = dlsym(library, "GetPjrtApi") else {
      throw XLAError("\(path) is no PJRT plugin: it has no function GetPjrtApi")
    }
    guard let api = pjrt_table(entry) else {
      throw XLAError("\(path): GetPjrtApi gave nothing")
    }
    self.path = path
    self.api = api
    guard api.pointee.major == 0 else {
      throw XLAError(
        "\(path) has version \(version) of PJRT's interface, expected major version 0")
    }
    guard pjrt_has(api, Int32(PJRT_BUFFER_TO_HOST_BUFFER)) else {
      throw XLAError(
        "\(path) has version \(version) of PJRT's interface, whose table is too short: "
          + "\(api.pointee.struct_size) bytes; take a newer plugin")
    }
    var arguments = PJRTObject.sized
    // The one structure that ends before its object.
    arguments.struct_size = MemoryLayout<PJRTObject>.offset(of: \.object) ?? 16
    try call(PJRT_PLUGIN_INITIALIZE, &arguments)
  }

  /// `major.minor` of PJRT's interface.
  var version: String { "\(api.pointee.major).\(api.pointee.minor)" }

  private static var lastLoadingError: String { dlerror().map { String(cString: $0) } ?? "?" }

  /// Calls the function at a place in the table; throws what it reports.
  func call<Arguments: PJRTArguments>(
    _ function: some BinaryInteger, _ arguments: inout Arguments
  ) throws {
    let error = withUnsafeMutablePointer(to: &arguments) {
      pjrt_call(api, Int32(function), $0)
    }
    guard let error else { return }
    var text = PJRTErrorMessage.sized
    text.error = error
    _ = withUnsafeMutablePointer(to: &text) { pjrt_call(api, Int32(PJRT_ERROR_MESSAGE), $0) }
    let message = Self.string(text.message, text.message_size)
    destroy(PJRT_ERROR_DESTROY, error)
    throw XLAError(message)
  }

  /// Destroys `object` by the function for its kind.
  func destroy(_ function: some BinaryInteger, _ object: PluginObject) {
    var arguments = PJRTObject.sized
    arguments.object = object
    // There is nothing to do about an object that cannot be destroyed.
    try? call(function, &arguments)
  }

  /// Waits for `event`, and throws what it reports.
  func wait(for event: PluginObject?) throws {
    guard let event else { return }
    defer { destroy(PJRT_EVENT_DESTROY, event) }
    var arguments = PJRTObject.sized
    arguments.object = event
    try call(PJRT_EVENT_AWAIT, &arguments)
  }

  static func string(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    guard let start else { return "" }
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }
}

extension Plugin {
  /// What the plugin tells of itself, such as the version of StableHLO that it reads.
  var attributes: [String: String] {
    get throws {
      var arguments = PJRTPluginAttributes.sized
      try call(PJRT_PLUGIN_ATTRIBUTES, &arguments)
      var attributes: [String: String] = [:]
      for i in 0..<arguments.count {
        guard let attribute = arguments.attributes?[i] else { continue }
        let value: String? =
          switch attribute.kind {
          case 0: Self.string(attribute.value.text, attribute.value_size)
          case 1: "\(attribute.value.number)"
          case 2:
            (0..<attribute.value_size).compactMap { attribute.value.numbers?[$0] }
              .map(String.init).joined(separator: ".")
          case 3: "\(attribute.value.real)"
          case 4: "\(attribute.value.flag)"
          default: nil
          }
        attributes[Self.string(attribute.name, attribute.name_size)] = value
      }
      return attributes
    }
  }
}
