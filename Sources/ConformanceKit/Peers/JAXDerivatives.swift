import Touchstone

extension JAXProgram {
  /// A derivative that JAX computed of a program it printed.
  public enum Derivative: String, Sendable, CaseIterable {
    /// The cotangents of the arguments for `ct`.
    case vjp
    /// The tangent of the result along `tan`.
    case jvp
    /// The tangent of the gradient along `tan`.
    case hvp
  }

  /// Why what `touchstone` makes of the program by transforming it does not agree with what JAX
  /// recorded, on `backend`; `nil` if it does, or if nothing is recorded.
  ///
  /// The transformed program is recorded, compiled and run, as `touchstone grad` does it.
  public func disagreement(
    of derivative: Derivative, on backend: any Backend
  ) -> String? {
    guard let record = derivatives, !Self.rulesLostInText.contains(description) else { return nil }
    do {
      let program = try Program(text: try SourceFiles.read(file.path), file: file.path)
      guard let main = program.main else { throw CaseError("it has no function @main") }
      let count = arguments.count
      let isReal = arguments.map(\.dtype.isDifferentiable)
      let given: [HostTensor]
      let expected: [HostTensor]
      let function: Flat.Function
      switch derivative {
      case .vjp:
        given = arguments + record.cotangents
        expected = record.gradients
        function = { x in
          try Self.gradient(main.block, Array(x.prefix(count)), Array(x.dropFirst(count)), isReal)
        }
      case .jvp:
        given = arguments + record.tangents
        expected = record.jvp
        function = { x in
          try Self.tangent(main.block.applied, Array(x.prefix(count)), Array(x.dropFirst(count)))
        }
      case .hvp:
        given = arguments + record.cotangents + record.tangents
        expected = record.hvp
        let split = count + record.cotangents.count
        function = { x in
          let ct = Array(x[count..<split])
          return try Self.tangent(
            { try Self.gradient(main.block, $0, ct, isReal) }, Array(x.prefix(count)),
            Array(x.dropFirst(split)))
        }
      }
      if expected.isEmpty { return nil }
      let (block, captured) = try Flat.record(function, given.map(\.type))
      let outputs = try backend.compile(Program(block))
        .run(captured.map { try $0.elements() } + given).map { try $0.host() }
      guard outputs.count == expected.count else {
        return "\(derivative): \(outputs.count) results, \(expected.count) are recorded"
      }
      for (i, (output, result)) in zip(outputs, expected).enumerated() {
        if let sentence = difference(output, result) { return "\(derivative) \(i): \(sentence)" }
      }
      return nil
    } catch { return "\(derivative): \(error)" }
  }

  /// Functions with a derivative rule of their own, which the text that JAX printed does not hold:
  /// the gradient of the text is another one than that of the function.
  private static let rulesLostInText: Set = ["custom_vjp_clipped"]

  private static func gradient(
    _ block: Block, _ x: [Tensor], _ ct: [Tensor], _ isReal: [Bool]
  ) throws -> [Tensor] {
    let (_, map) = try Flat.linearize(block.applied, x)
    return try zip(map.transposed(ct), zip(x, isReal)).compactMap { ct, from in
      from.1 ? ct ?? .full(from.0.type, 0) : nil
    }
  }

  private static func tangent(
    _ f: Flat.Function, _ x: [Tensor], _ tangents: [Tensor]
  ) throws -> [Tensor] {
    var rest = tangents.makeIterator()
    let dx = x.map { $0.dtype.isDifferentiable ? rest.next() : nil }
    let (values, tangents) = try Flat.jvp(f, x, dx)
    return zip(values, tangents).compactMap { value, tangent in
      value.dtype.isDifferentiable ? tangent ?? .full(value.type, 0) : nil
    }
  }
}
