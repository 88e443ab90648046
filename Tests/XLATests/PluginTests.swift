import Foundation
import Testing
import Touchstone

@testable import XLABackend

@Suite struct PluginTests {
  @Test func `a plugin that is not there is an error that names its file`() throws {
    let backend = XLABackend(plugin: "/no/such/plugin.so")
    let program = try Program(text: "func.func @main() { return }")
    let error = #expect(throws: XLAError.self) { try backend.compile(program) }
    #expect(error?.description == "there is no PJRT plugin at /no/such/plugin.so")
    #expect(!backend.hasOwnKernel(for: Binary.add, [TensorType(.f32), TensorType(.f32)]))
  }

  @Test func `a file that is no library is an error`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).so")
    try Data("not a library".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let error = #expect(throws: XLAError.self) { try XLABackend(plugin: file.path).describe() }
    #expect(error?.description.hasPrefix("\(file.path) cannot be loaded: ") == true)
  }

  @Test func `options are a protocol buffer with numbers of any length`() {
    let bytes = CompileOptions(replicas: 300, partitions: 2).bytes
    // Field 3 of 5 bytes: field 4 is 300 in two bytes, field 5 is 2.
    #expect(bytes.prefix(7) == [0x1A, 5, 0x20, 0xAC, 0x02, 0x28, 0x02])
  }

  @Test(hasPlugin) func `a plugin tells what it is`() throws {
    let description = try xla().describe()
    #expect(!description.platform.isEmpty)
    #expect(description.deviceCount > 0)
    #expect(description.interfaceVersion.hasPrefix("0."))
    #expect(description.attributes["stablehlo_current_version"] != nil)
  }
}
