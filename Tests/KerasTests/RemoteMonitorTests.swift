import Foundation
import Keras
import Synchronization
import TestTraits
import Testing

/// A server for one machine that answers each request, and keeps what came.
private final class SmallServer: Sendable {
  let port: UInt16
  private let socket: Int32
  private let received = Mutex<[String]>([])

  init() throws {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, $0, &length) == 0
      }
    }
    guard socket >= 0, bound else { throw CocoaError(.fileWriteUnknown) }
    (self.socket, port) = (socket, UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let visitor = accept(socket, nil, nil)
        guard visitor >= 0 else { return }
        received.withLock { $0.append(Self.request(visitor)) }
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
        _ = write(visitor, answer, answer.count)
        close(visitor)
      }
    }
  }

  /// Reads until the body is as long as its header says.
  private static func request(_ visitor: Int32) -> String {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let parts = text.components(separatedBy: "\r\n\r\n")
      let length = parts[0].components(separatedBy: "\r\n").first {
        $0.hasPrefix("Content-Length: ")
      }.flatMap { Int($0.dropFirst(16)) }
      if parts.count > 1, let length, parts[1].utf8.count >= length { return text }
      let count = read(visitor, &bytes, bytes.count)
      guard count > 0 else { return text }
      text += String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  /// What came until now; the server ends.
  func end() -> [String] {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
    return received.withLock { $0 }
  }
}

@Suite(.seeded) struct RemoteMonitorTests {
  private func fit(_ monitor: Callback) throws {
    let model = Sequential { Dense(1, kernelInitializer: .ones) }
    model.compile(optimizer: Optimizers.SGD(0), loss: .meanSquaredError)
    let x = Tensor([1, 2] as [Float], shape: [2, 1])
    try model.fit(x, x + 2, epochs: 2, verbose: .silent, callbacks: [monitor])
  }

  @Test func `each epoch is a form that a server gets`() throws {
    let server = try SmallServer()
    try fit(
      Callbacks.RemoteMonitor(
        root: "http://127.0.0.1:\(server.port)", headers: ["X-Run": "one"]))
    let requests = server.end()
    #expect(requests.count == 2)
    let first = try #require(requests.first)
    #expect(
      first.hasPrefix("POST /publish/epoch/end/ HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"))
    #expect(first.contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"))
    #expect(first.contains("\r\nX-Run: one\r\n"))
    #expect(first.hasSuffix("\r\n\r\ndata=%7B%22epoch%22%3A+0%2C+%22loss%22%3A+4.0%7D"))
    #expect(requests.last?.hasSuffix("%22epoch%22%3A+1%2C+%22loss%22%3A+4.0%7D") == true)
  }

  @Test func `the logs are the body where it is to be JSON`() throws {
    let server = try SmallServer()
    try fit(
      Callbacks.RemoteMonitor(
        root: "http://localhost:\(server.port)", path: "/logs?of=me", sendAsJSON: true))
    let first = try #require(server.end().first)
    #expect(first.hasPrefix("POST /logs?of=me HTTP/1.1\r\n"))
    #expect(first.contains("\r\nContent-Type: application/json\r\n"))
    #expect(first.hasSuffix("\r\n\r\n{\"epoch\": 0, \"loss\": 4.0}"))
  }

  @Test func `a server that is not there does not end training`() throws {
    let server = try SmallServer()
    _ = server.end()
    try fit(Callbacks.RemoteMonitor(root: "http://127.0.0.1:\(server.port)"))
  }

  @Test(arguments: ["https://127.0.0.1", "127.0.0.1", "http://"])
  func `an address that cannot be sent to ends training before it begins`(root: String) {
    #expect(throws: ConfigError.self) {
      try fit(Callbacks.RemoteMonitor(root: root, path: ""))
    }
  }

  @Test func `a header of two lines is an error`() {
    #expect(throws: ConfigError.self) {
      try fit(Callbacks.RemoteMonitor(headers: ["X": "a\r\nY: b"]))
    }
  }
}
