import ArrayFiles
import Foundation
import Touchstone

/// A place in training as one file: a `.safetensors`, so that nothing in it can be out of step.
enum BackupFile {
  static func write(_ place: TrainingPlace, to path: String) throws {
    func integers(_ values: [Int]) throws -> HostTensor {
      try Tensor(values.map(Int64.init)).host()
    }
    var arrays: [NamedTensor] = [
      ("place", try integers([place.epoch, place.batch])),
      ("data", try integers([place.feed.epoch, place.feed.drawn])),
    ]
    if let order = place.feed.order { arrays.append(("order", try order.host())) }
    for (name, value) in place.logs.sorted(by: { $0.key < $1.key }) {
      arrays.append(("logs/" + name, try Tensor([value]).host()))
    }
    for (i, value) in place.values.enumerated() { arrays.append(("variables/\(i)", value)) }
    try AtomicFile.write(try ArrayFile.safetensors(arrays), to: path)
  }

  static func read(_ path: String) throws -> TrainingPlace {
    var arrays: [String: HostTensor] = [:]
    for (name, value) in try ArrayFile.read(path) { arrays[name] = value }
    func pair(_ name: String) throws -> (Int, Int) {
      guard let array = arrays[name], array.type == TensorType(.i64, [2]) else {
        throw ModelFileError(path, name, "expected two 64-bit integers; this is no backup")
      }
      let values = try Tensor(array).scalars(as: Int64.self)
      guard values.allSatisfy({ $0 >= 0 && $0 < 1 << 62 }) else {
        throw ModelFileError(path, name, "expected counts, got \(values)")
      }
      return (Int(values[0]), Int(values[1]))
    }
    let (epoch, batch) = try pair("place")
    let (begun, drawn) = try pair("data")
    guard batch <= drawn else {
      throw ModelFileError(path, "place", "\(batch) batches are done, and only \(drawn) were read")
    }
    if let order = arrays["order"], order.type != TensorType(.ui32, [2]) {
      throw ModelFileError(path, "order", "expected a key, ui32[2], got \(order.type)")
    }
    var logs: Logs = [:]
    for (name, array) in arrays where name.hasPrefix("logs/") {
      guard array.type == TensorType(.f64, [1]) else {
        throw ModelFileError(path, name, "expected one number, f64[1], got \(array.type)")
      }
      logs[String(name.dropFirst(5))] = try Tensor(array).scalars(as: Double.self)[0]
    }
    let count = arrays.keys.filter { $0.hasPrefix("variables/") }.count
    let values = try (0..<count).map { i in
      guard let value = arrays["variables/\(i)"] else {
        throw ModelFileError(path, "variables/\(i)", "is not in the file")
      }
      return value
    }
    return TrainingPlace(
      epoch: epoch, batch: batch, logs: logs,
      feed: FeedPosition(epoch: begun, drawn: drawn, order: arrays["order"].map { Tensor($0) }),
      values: values)
  }
}
