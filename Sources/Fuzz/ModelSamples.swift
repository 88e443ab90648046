import Foundation
import KerasFiles

/// Good files of models to start from, and how damaged ones are read.
enum ModelSamples {
  /// A model with weights for any of these files.
  private static func model() -> Model {
    let x = Input(shape: [4], name: "x")
    let hidden = Dense(3, activation: .tanh, name: "hidden")(x)
    let model = Model(inputs: x, outputs: Dense(2, name: "out")(hidden), name: "m")
    model.compile(optimizer: Optimizers.Adam(0.1), loss: Losses.MeanSquaredError())
    return model
  }

  /// One file of each kind.
  static func files() throws -> [[UInt8]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = model()
    try model.trainOnBatch(
      Tensor.full(TensorType(.f32, [2, 4]), 1), Tensor.full(TensorType(.f32, [2, 2]), 1))
    let paths = ["a.keras", "a.weights.h5"].map { folder.appending(path: $0) }
    try model.save(paths[0].path)
    try model.saveWeights(paths[1].path)
    return try paths.map { Array(try Data(contentsOf: $0)) }
  }

  /// Reads `bytes` as what they begin as. Half of the archives get right checksums again, since else no
  /// change of theirs would reach what reads the members.
  static func read(_ bytes: [UInt8], in folder: URL, seed: inout Mutator) throws {
    var bytes = bytes
    let isArchive = bytes.starts(with: [0x50, 0x4b])
    if isArchive, seed.below(2) == 0 { Checksums.repair(&bytes) }
    let path = folder.appending(path: isArchive ? "a.keras" : "a.weights.h5")
    try Data(bytes).write(to: path)
    if isArchive {
      _ = try? loadModel(path.path)
    } else {
      _ = try? model().loadWeights(path.path, byName: seed.below(2) == 0)
    }
  }
}

/// The checksums of zip archives whose members are stored as they are.
private enum Checksums {
  /// CRC-32 of ISO 3309, as zip has it.
  private static let table: [UInt32] = (0..<256).map { i in
    (0..<8).reduce(UInt32(i)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  /// Writes the checksum of what each record says its member is into the record.
  static func repair(_ bytes: inout [UInt8]) {
    func number(_ at: Int, _ width: Int) -> Int {
      at + width <= bytes.count
        ? (0..<width).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) } : 0
    }
    var at = 0
    while at + 46 <= bytes.count {
      defer { at += 1 }
      guard bytes[at] == 0x50, bytes[at + 1] == 0x4b, bytes[at + 2] == 1, bytes[at + 3] == 2 else {
        continue
      }
      let (size, header) = (number(at + 20, 4), number(at + 42, 4))
      guard header + 30 <= bytes.count else { continue }
      let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      guard start + size <= bytes.count else { continue }
      let sum = ~bytes[start..<start + size].reduce(UInt32.max) {
        table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8)
      }
      for i in 0..<4 {
        bytes[at + 16 + i] = UInt8(sum >> (8 * UInt32(i)) & 255)
        bytes[header + 14 + i] = bytes[at + 16 + i]
      }
    }
  }
}
