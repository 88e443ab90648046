import Touchstone

/// How far a backend's elementary functions are off the reference's, which rounds correctly.
///
/// Specification: `conformance`.
public enum ULPTable {
  /// The dtypes measured.
  public static let dtypes: [DType] = [.f16, .bf16, .f32, .f64]

  /// The functions of one real number that promise to be elementary, by name.
  public static let functions: [String] = Primitives.names.compactMap { full in
    guard let type = Primitives.type(named: full) else { return nil }
    var source = OperationSource(name: full, operands: [TensorType(.f32, [1])])
    guard let operation = try? type.init(&source),
      operation.promise(on: [TensorType(.f32, [1])]) == .elementary,
      (try? operation.resultTypes([TensorType(.f32, [1])])) == [TensorType(.f32, [1])]
    else { return nil }
    return full
  }

  /// How many arguments run at once.
  private static let chunk = 1 << 16

  /// How far `name` is off in `dtype`: on all numbers of 16 bits, and on `points` of the others.
  public static func measure(
    _ name: String, _ dtype: DType, on backend: RemoteBackend, points: Int
  ) throws -> ULPMeasure {
    guard let primitive = Primitives.type(named: name), let format = dtype.floatFormat else {
      throw CaseError("there is no operation \(name)")
    }
    var measure = ULPMeasure(name, dtype)
    let total = dtype.bitWidth == 16 ? 1 << 16 : points
    var compiled: (type: TensorType, judged: any Executable, exact: any Executable)?
    backend.begin(repeats: false)
    for start in stride(from: 0, to: total, by: chunk) {
      let patterns = (start..<min(total, start + chunk)).map { pattern($0, of: total, dtype) }
      let type = TensorType(dtype, [patterns.count])
      let input = HostTensor(type) { bytes in
        for (i, pattern) in patterns.enumerated() {
          bytes.storeBytes(of: pattern, at: i, width: dtype.byteWidth)
        }
      }
      let found: HostTensor
      let exact: HostTensor
      do {
        if compiled?.type != type {
          var source = OperationSource(name: name, operands: [type])
          var builder = BlockBuilder(parameters: [type])
          let results = try builder.append(try primitive.init(&source), [0])
          let program = Program(builder.block(returning: Array(results)))
          compiled = (type, try backend.compile(program), try ReferenceBackend().compile(program))
        }
        guard let compiled else { return measure }
        found = try compiled.judged.run([input])[0].host()
        exact = try compiled.exact.run([input])[0].host()
      } catch {
        if case .start? = backend.trial.failure { throw error }
        measure.problem = "\(error)".prefix { !$0.isNewline }.prefix(40).description
        return measure
      }
      guard found.type == exact.type else {
        measure.problem = "gives \(found.type)"
        return measure
      }
      measure.points += patterns.count
      for i in patterns.indices {
        let (a, e) = (found.pattern(i), exact.pattern(i))
        if a == e { continue }
        let (x, v) = (format.value(a), format.value(e))
        if x.isNaN && v.isNaN { continue }
        let distance = x.isNaN || v.isNaN ? UInt64.max : format.distance(a, e)
        measure.note(distance, at: patterns[i], format)
      }
    }
    return measure
  }

  /// The bits of number `i` of `total`, spread evenly over all there are.
  private static func pattern(_ i: Int, of total: Int, _ dtype: DType) -> UInt64 {
    let all = dtype.bitWidth == 64 ? UInt64.max : (UInt64(1) << UInt64(dtype.bitWidth)) - 1
    if dtype.bitWidth == 16 { return UInt64(i) }
    // An odd step leaves no bit at rest.
    let step = (all / UInt64(total)) | 1
    return UInt64(i) &* step & all
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func storeBytes(of pattern: UInt64, at index: Int, width: Int) {
    for k in 0..<width {
      self[index * width + k] = UInt8(truncatingIfNeeded: pattern >> UInt64(8 * k))
    }
  }
}
