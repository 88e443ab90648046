/// What a plugin is told besides the program, in the form of a serialized protocol buffer.
struct CompileOptions {
  let replicas: Int
  let partitions: Int

  /// XLA's `CompileOptionsProto`: field 3 holds the build options, among them the size of the grid
  /// in fields 4 and 5; field 7 holds flags by name.
  var bytes: [UInt8] {
    let build = Self.number(4, replicas) + Self.number(5, partitions)
    return Self.message(3, build)
      + Self.flags.flatMap { name, value in
        Self.message(7, Self.message(1, Array(name.utf8)) + Self.message(2, Self.number(2, value)))
      }
  }

  /// By default XLA may leave out conversions to a narrower type and back, and the CPU's minimum and
  /// maximum lose NaN.
  private static let flags = [
    ("xla_allow_excess_precision", 0), ("xla_cpu_enable_fast_min_max", 0),
  ]

  private static func number(_ field: Int, _ value: Int) -> [UInt8] {
    variableLength(field << 3) + variableLength(value)
  }

  private static func message(_ field: Int, _ content: [UInt8]) -> [UInt8] {
    variableLength(field << 3 | 2) + variableLength(content.count) + content
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private static func variableLength(_ value: Int) -> [UInt8] {
    var rest = UInt(value)
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
