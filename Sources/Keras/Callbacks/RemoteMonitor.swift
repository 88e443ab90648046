import Foundation

extension Callbacks {
  /// Sends what is reported of each epoch to a server, by HTTP: Keras's `RemoteMonitor`.
  ///
  /// Each epoch is a POST to `root` + `path`: an object in JSON with `epoch` and the logs, in the field
  /// `field` of a form, or as the body itself with `sendAsJSON`. Values that are no finite numbers are
  /// `NaN`, `Infinity` and `-Infinity`, as Python writes them. `headers` are sent as well. A server that
  /// is not reached is warned of, and training goes on.
  public final class RemoteMonitor: Callback {
    private let root: String
    private let path: String
    private let field: String
    private let headers: [String: String]
    private let sendAsJSON: Bool

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    ///
    /// `root` must begin with `http://`: what is sent is not encrypted.
    public init(
      root: String = "http://localhost:9000", path: String = "/publish/epoch/end/",
      field: String = "data", headers: [String: String] = [:], sendAsJSON: Bool = false
    ) {
      (self.root, self.path, self.field) = (root, path, field)
      (self.headers, self.sendAsJSON) = (headers, sendAsJSON)
    }

    public override func onTrainBegin(_ logs: Logs) throws { _ = try post("") }

    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      let numbers = logs.sorted { $0.key < $1.key }.map { name, value in
        let number =
          value.isNaN
          ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
        return "\(JSON.string(name).text()): \(number)"
      }
      let text = "{" + (["\"epoch\": \(epoch)"] + numbers).joined(separator: ", ") + "}"
      do { try post(text).send() } catch {
        FileHandle.standardError.write(
          Data("warning: Could not reach RemoteMonitor root server at \(root): \(error)\n".utf8))
      }
    }

    private func post(_ text: String) throws -> HTTPPost {
      let form = HTTPPost.escaped(field) + "=" + HTTPPost.escaped(text)
      return try HTTPPost(
        root + path, type: sendAsJSON ? "application/json" : "application/x-www-form-urlencoded",
        headers: headers, body: Array((sendAsJSON ? text : form).utf8))
    }
  }
}
