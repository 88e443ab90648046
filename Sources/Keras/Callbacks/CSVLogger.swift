import Foundation

extension Callbacks {
  /// Writes a line of a CSV file for each epoch: Keras's `CSVLogger`.
  public final class CSVLogger: Callback {
    private let url: URL
    private let separator: String
    private let append: Bool
    private var keys: [String]?
    private var file: FileHandle?

    /// A logger to `filename`; with `append` what is there already stays.
    public init(_ filename: String, separator: String = ",", append: Bool = false) {
      url = URL(filePath: filename)
      self.separator = separator
      self.append = append
    }

    public override func onTrainBegin(_ logs: Logs) throws {
      let manager = FileManager.default
      let size = try? manager.attributesOfItem(atPath: url.path)[.size] as? Int
      if append, let size, size > 0 {
        // The columns are those of the file.
        let text = try String(contentsOf: url, encoding: .utf8)
        keys = text.split(whereSeparator: \.isNewline).first.map {
          $0.components(separatedBy: separator).dropFirst().map { String($0) }
        }
      } else {
        guard manager.createFile(atPath: url.path, contents: nil) else {
          throw ConfigError("\(url.path) cannot be written; does its folder exist?")
        }
      }
      file = try FileHandle(forWritingTo: url)
      try file?.seekToEnd()
    }

    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      if keys == nil {
        let names = logs.keys.sorted()
        keys = names
        try write(["epoch"] + names)
      }
      let logs = logs
      try write(["\(epoch)"] + (keys ?? []).map { logs[$0].map { "\($0)" } ?? "NA" })
    }
    private func write(_ fields: [String]) throws {
      try file?.write(contentsOf: Data((fields.joined(separator: separator) + "\n").utf8))
    }
    public override func onTrainEnd(_ logs: Logs) throws {
      try file?.close()
      file = nil
    }
  }
}
