import Foundation
import KerasFiles

/// Ends savers at random moments, and looks at what they left.
@main struct KillSaves {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "--saver" { try save(URL(filePath: arguments[2])) }
    guard arguments.count == 2, let count = Int(arguments[1]), count > 0 else {
      FileHandle.standardError.write(
        Data("KillSaves: expected how many times to kill a saver\n".utf8))
      exit(64)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try saveOnce(0, folder)
    var failures = 0
    var last: Float = 0
    var saves: Set<Float> = [0]
    for i in 1...count {
      try killSaver(folder, after: .random(in: 0.02...0.3))
      do {
        last = try number(folder)
        saves.insert(last)
      } catch {
        failures += 1
        print("kill \(i): \(error)")
      }
    }
    print(
      "files of \(saves.count) different saves were found, \(leftovers(folder)) half-written ones beside"
    )
    print("\(count - failures) passed, \(failures) failed")
    if failures > 0 { exit(1) }
  }

  private static func model(_ number: Float) -> Model {
    let x = Input(shape: [256], name: "x")
    let hidden = Dense(256, kernelInitializer: .zeros, name: "a")(x)
    let model = Model(
      inputs: x, outputs: Dense(256, kernelInitializer: .zeros, name: "b")(hidden), name: "m")
    for weight in model.weights {
      weight.assign(.full(TensorType(.f32, weight.shape), Double(number)))
    }
    return model
  }

  private static func saveOnce(_ number: Float, _ folder: URL) throws {
    let model = model(number)
    try model.save(folder.appending(path: "m.keras").path)
    try model.saveWeights(folder.appending(path: "m.weights.h5").path)
  }

  /// Saves models that differ from one another until it is killed.
  private static func save(_ folder: URL) throws -> Never {
    while true { try saveOnce(Float(Int.random(in: 1..<1 << 24)), folder) }
  }

  private static func killSaver(_ folder: URL, after seconds: Double) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--saver", folder.path]
    try process.run()
    usleep(UInt32(seconds * 1e6))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private struct Torn: Error, CustomStringConvertible {
    let description: String
  }

  /// The number of the save that the archive holds.
  private static func number(_ folder: URL) throws -> Float {
    let loaded = try loadModel(folder.appending(path: "m.keras").path)
    let other = model(-1)
    _ = try other.loadWeights(folder.appending(path: "m.weights.h5").path)
    var result: Float = 0
    for model in [loaded, other] {
      let values = Set(try model.weights.flatMap { try $0.value.scalars(as: Float.self) })
      guard values.count == 1, let value = values.first, value >= 0 else {
        throw Torn(description: "a file holds weights of \(values.count) saves")
      }
      if model === loaded { result = value }
    }
    return result
  }

  private static func leftovers(_ folder: URL) -> Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).count {
      $0.hasSuffix(".part")
    }
  }
}
