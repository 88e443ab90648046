import CTouchstonePlugin
import Foundation
import JSONValues
import Touchstone

/// A backend in a shared library that exports `touchstone_plugin` (`Conformance/templates/c`).
///
/// It may crash the process it is loaded into: the judge loads it into a worker.
///
/// Specification: `conformance`.
public final class PluginBackend: Backend {
  // Sendable because the table is constant, and calls come one at a time.
  private struct Handle: @unchecked Sendable {
    let table: UnsafePointer<TouchstonePlugin>
    let backend: UnsafeMutableRawPointer?
  }
  private let handle: Handle
  /// The name the plugin gives.
  public let name: String
  /// Its version; empty if it gives none.
  public let version: String
  /// What it says it does not support.
  public let capabilities: Capabilities

  /// Loads the shared library at `path`.
  public init(path: String) throws {
    // Without a slash the name would be looked for elsewhere.
    let place = path.contains("/") ? path : "./\(path)"
    guard let library = dlopen(place, RTLD_NOW | RTLD_LOCAL) else {
      throw CaseError("cannot be loaded: \(Self.loadError())", place: path)
    }
    guard let symbol = dlsym(library, "touchstone_plugin") else {
      throw CaseError("exports no function touchstone_plugin", place: path)
    }
    typealias Entry = @convention(c) () -> UnsafePointer<TouchstonePlugin>?
    guard let table = unsafeBitCast(symbol, to: Entry.self)() else {
      throw CaseError("touchstone_plugin() returns nothing", place: path)
    }
    guard table.pointee.version == UInt32(TOUCHSTONE_PLUGIN_VERSION) else {
      throw CaseError(
        "is written against version \(table.pointee.version) of touchstone_plugin.h, expected "
          + "\(TOUCHSTONE_PLUGIN_VERSION)", place: path)
    }
    guard let name = table.pointee.name, table.pointee.compile != nil,
      table.pointee.execute != nil
    else { throw CaseError("its table needs a name, compile and execute", place: path) }
    self.name = String(cString: name)
    version = table.pointee.backend_version.map { String(cString: $0) } ?? ""
    if let text = table.pointee.capabilities.map({ String(cString: $0) }) {
      let json: JSON
      do { json = try JSON(text: text) } catch {
        throw CaseError("its capabilities are not JSON: \(error)", place: path)
      }
      do { capabilities = try Capabilities(json) } catch let error as CaseError {
        throw error.at(path)
      }
    } else {
      capabilities = Capabilities()
    }
    var backend: UnsafeMutableRawPointer?
    if let create = table.pointee.create {
      try Self.call("create") { create(&backend, $0) }
    }
    handle = Handle(table: table, backend: backend)
  }

  deinit { handle.table.pointee.destroy?(handle.backend) }

  private static func loadError() -> String { dlerror().map { String(cString: $0) } ?? "" }

  /// Always: what a plugin runs is its own.
  public func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool { true }

  /// Shows the program to the plugin.
  public func compile(_ program: Program) throws -> any Executable {
    let program = program.withAllCallees
    guard let main = program.main else {
      throw TensorError("program", "", [], "no function @main, and more than one to choose from")
    }
    let memory = PluginMemory()
    let shown = memory.program(program)
    var executable: UnsafeMutableRawPointer?
    try withUnsafePointer(to: shown) { shown in
      try Self.call("compile") {
        handle.table.pointee.compile(handle.backend, shown, &executable, $0)
      }
    }
    withExtendedLifetime(memory) {}
    return PluginExecutable(self, executable, main.block)
  }

  /// Throws what the message says, unless `body` gives `TOUCHSTONE_OK`.
  private static func call(
    _ name: String, _ body: (UnsafeMutablePointer<CChar>) -> TouchstoneStatus
  ) throws {
    let size = Int(TOUCHSTONE_MESSAGE_SIZE)
    var message = [CChar](repeating: 0, count: size + 1)
    let status = message.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    if status == TOUCHSTONE_OK { return }
    message[size] = 0
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: bytes, as: UTF8.self)
    let text = words.isEmpty ? "\(name) failed without a message" : words
    if status == TOUCHSTONE_UNSUPPORTED { throw Refusal(description: text) }
    throw PluginFailure(description: text)
  }

  fileprivate func execute(
    _ executable: UnsafeMutableRawPointer?, _ operands: [HostTensor], _ types: [TensorType]
  ) throws -> [HostTensor] {
    let memory = PluginMemory()
    let arguments = operands.map { memory.tensor($0) }
    // What follows a result's memory must stay as it is.
    let guarded = 64
    let results = types.map { type -> TouchstoneTensor in
      let bytes = memory.array([UInt8](repeating: 0xA5, count: type.byteCount + guarded))
      return TouchstoneTensor(
        type: memory.type(type), data: bytes.map { UnsafeMutableRawPointer($0) },
        byte_count: type.byteCount)
    }
    let given = memory.array(results)
    try Self.call("execute") {
      handle.table.pointee.execute(
        handle.backend, executable, memory.array(arguments), arguments.count, given,
        results.count, $0)
    }
    for (argument, operand) in zip(arguments, operands) {
      let bytes = UnsafeRawBufferPointer(start: argument.data, count: argument.byte_count)
      guard operand.withBytes({ $0.elementsEqual(bytes) }) else {
        throw PluginFailure(description: "an argument of \(operand.type) was changed")
      }
    }
    return try zip(results, types).map { result, type in
      let bytes = UnsafeRawBufferPointer(start: result.data, count: type.byteCount + guarded)
      guard bytes[type.byteCount...].allSatisfy({ $0 == 0xA5 }) else {
        throw PluginFailure(description: "it wrote past the end of a result of \(type)")
      }
      return HostTensor(type) { $0.copyMemory(from: .init(rebasing: bytes[..<type.byteCount])) }
    }
  }

  fileprivate func destroy(_ executable: UnsafeMutableRawPointer?) {
    handle.table.pointee.destroy_executable?(handle.backend, executable)
  }
}

/// What a plugin got wrong, or says that went wrong.
struct PluginFailure: Error, CustomStringConvertible { let description: String }

private final class PluginExecutable: Executable {
  // Sendable because calls come one at a time.
  private struct Handle: @unchecked Sendable { let executable: UnsafeMutableRawPointer? }
  private let backend: PluginBackend
  private let handle: Handle
  private let block: Block

  init(_ backend: PluginBackend, _ executable: UnsafeMutableRawPointer?, _ block: Block) {
    (self.backend, self.block) = (backend, block)
    handle = Handle(executable: executable)
  }
  deinit { backend.destroy(handle.executable) }

  func run(_ arguments: consuming [any Buffer], _ options: RunOptions) throws -> [any Buffer] {
    let operands = try arguments.map { try $0.host() }
    guard operands.map(\.type) == block.parameters else {
      throw TensorError(
        "program", "", operands.map(\.type), "the arguments must be \(block.parameters)")
    }
    let results = try backend.execute(handle.executable, operands, block.resultTypes)
    for name in block.fullNames { options.profile?.note(name, isOwn: true, .zero) }
    return results
  }
}
