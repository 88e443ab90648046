import AllBackends
import ConformanceKit
import Foundation
import Testing
import Touchstone

/// The smoke tier of the judge on every backend of this machine, each in processes of its own.
@Suite struct SmokeTierTests {
  static let names: [String] = {
    AllBackends.register(quietly: true)
    return Backends.available.map(\.name)
  }()

  /// The command, which is built with the tests.
  private static let command: String? = {
    var folder = Bundle.main.executableURL?.deletingLastPathComponent()
    while let place = folder, place.path != "/" {
      let candidate = place.appending(path: "touchstone").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return candidate
      }
      folder = place.deletingLastPathComponent()
    }
    return nil
  }()

  @Test(arguments: names, ["core", "linalg", "transform"])
  func `every backend passes the smoke tier`(_ name: String, _ profile: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.command))
    process.arguments = [
      "verify", "--backend", name, "--profile", profile, "--tier", "smoke", "--root", root.path,
      "--timeout", "120",
    ]
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(output)")
    #expect(output.contains("\(name): "))
  }
}
