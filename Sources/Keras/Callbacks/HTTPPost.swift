import Foundation

/// One POST to a server, by HTTP 1.1 on a socket of its own. Source: RFC 9112.
struct HTTPPost {
  private let host, port, target: String
  private let text: String
  private let body: [UInt8]
  /// How long each step may take, in seconds.
  private static let patience = 10

  /// The request; throws where `address` or a header is none.
  init(_ address: String, type: String, headers: [String: String], body: [UInt8]) throws {
    guard address.hasPrefix("http://"),
      let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty
    else {
      throw ConfigError(
        "'\(address)' must be an address that begins with http:// and names a server; others, such as "
          + "https://, are not sent to")
    }
    let names = headers.sorted { $0.key < $1.key }
    for (name, value) in names where !Self.isHeader(name, value) {
      throw ConfigError("'\(name): \(value)' is no header: it must have a name, and be one line")
    }
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    port = String(parts.port ?? 80)
    var target = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    if let query = parts.percentEncodedQuery { target += "?" + query }
    self.target = target
    self.body = body
    let named = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    let own = [
      ("Host", parts.port.map { "\(named):\($0)" } ?? named), ("Content-Type", type),
      ("Content-Length", "\(body.count)"), ("Connection", "close"),
    ]
    let given = Set(headers.keys.map { $0.lowercased() })
    let lines = own.filter { !given.contains($0.0.lowercased()) } + names.map { ($0.key, $0.value) }
    text =
      "POST \(target) HTTP/1.1\r\n" + lines.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
  }

  private static func isHeader(_ name: String, _ value: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
      && value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
  }

  /// `text` as a form holds it.
  static func escaped(_ text: String) -> String {
    text.utf8.map { byte -> String in
      switch byte {
      case UInt8(ascii: " "): "+"
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  /// Sends it and waits for the first bytes of the answer, which says that it arrived.
  func send() throws {
    let socket = try connected()
    defer { close(socket) }
    let bytes = Array(text.utf8) + body
    var sent = 0
    while sent < bytes.count {
      // Without a signal, which would end the process, where the server hangs up.
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("it took \(sent) of \(bytes.count) bytes") }
      sent += count
    }
    var answer = [UInt8](repeating: 0, count: 64)
    let count = recv(socket, &answer, answer.count, 0)
    guard count > 0 else { throw Self.failure("it did not answer") }
    guard answer.starts(with: Array("HTTP/".utf8)) else {
      throw ConfigError("it did not answer by HTTP")
    }
  }

  private static func failure(_ what: String) -> ConfigError {
    ConfigError("\(what): \(String(cString: strerror(errno)))")
  }

  /// A socket that leads to the server.
  private func connected() throws -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, port, &hints, &list)
    guard status == 0 else {
      throw ConfigError("'\(host)' is not known: \(String(cString: gai_strerror(status)))")
    }
    defer { freeaddrinfo(list) }
    var problem = ConfigError("'\(host)' has no address")
    var next = list
    while let address = next?.pointee {
      next = address.ai_next
      let socket = Foundation.socket(
        address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
      guard socket >= 0 else {
        problem = Self.failure("no socket")
        continue
      }
      var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(
          socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
      }
      if connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return socket }
      problem = Self.failure("port \(port) of '\(host)' does not answer")
      close(socket)
    }
    throw problem
  }
}
