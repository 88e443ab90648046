import Testing

@testable import ConformanceKit
@testable import Touchstone

/// Factorizations by basic operations, judged by what they multiply back to, as a backend's are.
@Suite struct ExpansionTests {
  @Test(arguments: [DType.f32, .f64, .complex64, .complex128])
  func `the decomposition of every factorization passes for one`(_ dtype: DType) throws {
    let isWhole = dtype == .f32 || dtype == .complex128
    for shape in isWhole ? [[1, 1], [5, 5], [4, 3], [3, 4], [2, 3, 3]] : [[4, 4]] {
      for (kind, x) in Self.matrices(TensorType(dtype, shape)) {
        for operation in Self.operations(shape) {
          try Self.check(operation, [x], "\(kind) \(dtype) \(shape)")
        }
      }
    }
  }

  @Test(arguments: [DType.f32, .complex128])
  func `matrices that are not finite, or empty, give what the reference gives`(
    _ dtype: DType
  ) throws {
    for shape in [[0, 0], [0, 3], [3, 0], [2, 0, 0], [0, 2, 2], [0, 3, 2], [2, 0, 3]] {
      let x = HostTensor.full(TensorType(dtype, shape), 0)
      for operation in Self.operations(shape) {
        try Self.check(operation, [x], "\(dtype) \(shape)")
      }
    }
    for bad in [Double.nan, .infinity] {
      let x = HostTensor.full(TensorType(dtype, [3, 3]), bad)
      for operation in Self.operations([3, 3]) {
        try Self.check(operation, [x], "\(bad) \(dtype)")
      }
    }
  }

  @Test(arguments: [DType.f32, .complex128])
  func `tridiagonal systems are solved, rows exchanged where they must be`(_ dtype: DType) throws {
    let n = 5
    let diagonal = [1e-9, 2, -1, 0.5, 3]
    let x = [[0, 2, 1, -1, 4], diagonal, [3, 1, 2, 1, 0]].map {
      HostTensor(TensorType(dtype, [n]), real: $0)
    }
    let b = HostTensor(TensorType(dtype, [n, 2]), real: (0..<2 * n).map { Double($0) - 4 })
    try Self.check(TridiagonalSolve(), x + [b], "\(dtype)")
    let zeros = HostTensor.full(x[0].type, 0)
    try Self.check(TridiagonalSolve(), [x[0], zeros, zeros, b], "singular \(dtype)")
    for (batch, n, columns) in [([], 0, 2), ([], 3, 0), ([0], 3, 2)] as [([Int], Int, Int)] {
      let diagonal = HostTensor.full(TensorType(dtype, batch + [n]), 1)
      let right = HostTensor.full(TensorType(dtype, batch + [n, columns]), 1)
      try Self.check(
        TridiagonalSolve(), [diagonal, diagonal, diagonal, right], "empty \(dtype)")
    }
  }

  @Test func `a composite is read back as the operation that it names`() throws {
    let type = TensorType(.f64, [4, 3])
    let block = try Recorder.record([type]) { x in
      let (q, r) = qr(x[0])
      return [q, r]
    }
    let text = Program(main: try block.expanded()).text()
    #expect(text.contains("stablehlo.composite \"touchstone.qr\""))
    let read = try Program(text: text)
    #expect(read.main?.block.equations.map(\.operation.name) == ["qr"])
  }

  @Test func `matrices of several shapes and settings in one program have functions of their own`()
    throws
  {
    let types = [[4, 3], [3, 3]].map { TensorType(.f64, $0) }
    let block = try Recorder.record(types) { x in
      [qr(x[0]).r, qr(x[0], fullMatrices: true).r, qr(x[1]).r]
    }
    let program = Program(main: try block.expanded())
    #expect(program.functions.count == Set(program.functions.map(\.name)).count)
    let x = types.map { type in
      HostTensor(type, doubles: (0..<type.count).map { Double(($0 * 7 + 3) % 11) })
    }
    let backend = ReferenceBackend()
    let ours = try backend.compile(Program(main: block)).run(x).map { try $0.host() }
    let read = try Program(text: program.text())
    #expect(try backend.compile(read).run(x).map { try $0.host() } == ours)
  }

  private static func operations(_ shape: [Int]) -> [any Primitive] {
    let general: [any Primitive] = [
      QR(fullMatrices: false), QR(fullMatrices: true), LU(), SVD(fullMatrices: true),
      SVD(fullMatrices: false), SVD(fullMatrices: false, computesVectors: false),
    ]
    guard shape[shape.count - 1] == shape[shape.count - 2] else { return general }
    return general + [Eigh(lower: true), Eigh(lower: false)]
  }

  private static func matrices(_ type: TensorType) -> [(String, HostTensor)] {
    let count = type.count
    let columns = type.shape[type.rank - 1]
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / 0x1p23 - 1
    }
    func make(_ value: (Int) -> Double) -> HostTensor {
      type.dtype.isComplex
        ? HostTensor(type, complexes: (0..<count).map { WideComplex(value($0), value($0 + 1) / 2) })
        : HostTensor(type, doubles: (0..<count).map(value))
    }
    let numbers = (0...count).map { _ in next() }
    return [
      ("random", make { numbers[$0] }), ("zero", make { _ in 0 }), ("ones", make { _ in 1 }),
      (
        "graded",
        make { numbers[$0] * Double(sign: .plus, exponent: -3 * ($0 % columns), significand: 1) }
      ),
      ("small", make { numbers[$0] * 0x1p-60 }),
      ("diagonal", make { $0 / columns % columns == $0 % columns ? Double($0 + 1) : 0 }),
    ]
  }

  private static func check(
    _ operation: any Primitive, _ x: [HostTensor], _ what: String
  ) throws {
    let decomposed = try #require(operation as? any Decomposed)
    let block = try Recorder.record(x.map(\.type)) { try decomposed.decomposition($0) }.expanded()
    let backend = ReferenceBackend()
    let results = try backend.compile(Program(main: block)).run(x).map { try $0.host() }
    let expected = try backend.evaluate(operation, x.map { Tensor($0) }).map { try $0.host() }
    #expect(results.map(\.type) == expected.map(\.type), "\(operation) of \(what)")
    let message = Residuals.check(operation, x, results, expected)
    #expect(message == "", "\(operation) of \(what)")
  }
}

extension HostTensor {
  /// Real numbers in a real or complex dtype.
  fileprivate init(_ type: TensorType, real x: [Double]) {
    if type.dtype.isComplex {
      self.init(type, complexes: x.map { WideComplex($0) })
    } else {
      self.init(type, doubles: x)
    }
  }
}
