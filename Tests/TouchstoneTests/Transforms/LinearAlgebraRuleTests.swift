import ConformanceKit
import Foundation
import Testing

@testable import Touchstone

/// A function of matrices with a point to differentiate it at.
struct MatrixCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let x: [HostTensor]
  /// Whether its results are the same bits alone and in a batch.
  var f: @Sendable ([Tensor]) throws -> [Tensor]

  init(
    _ name: String, _ x: [HostTensor], _ f: @escaping @Sendable ([Tensor]) throws -> [Tensor]
  ) {
    testDescription = name + " " + x.map(\.type.description).joined(separator: ", ")
    self.x = x
    self.f = f
  }
  var point: [Tensor] { x.map { Tensor($0) } }
}

private func random(
  _ rows: Int, _ columns: Int, _ dtype: DType = .f64, batch: [Int] = [], seed: UInt64 = 1
) -> HostTensor {
  Sample(rows: rows, columns: columns, dtype: dtype).tensor(batch: batch, seed: seed)
}

/// A matrix whose triangles and diagonal are far from singular.
private func dominant(_ n: Int, _ dtype: DType = .f64, batch: [Int] = []) -> HostTensor {
  let x = Tensor(random(n, n, dtype, batch: batch, seed: 5))
  return elements(x + x.identityMatrices * 3)
}

/// A Hermitian positive definite matrix.
private func definite(_ n: Int, _ dtype: DType = .f64, batch: [Int] = []) -> HostTensor {
  let x = Tensor(random(n, n, dtype, batch: batch, seed: 9))
  return elements(x.times(x.adjoint) + x.identityMatrices)
}

private func elements(_ x: Tensor) -> HostTensor {
  guard let host = try? x.host() else { preconditionFailure("a tensor without elements") }
  return host
}

/// A Hermitian function of eigenvectors and values in which their phases cancel.
private func composed(_ v: Tensor, _ w: Tensor) -> Tensor {
  v.scalingColumns(by: convert(sin(w) + 2, to: v.dtype)).times(v.adjoint)
}

/// What the laws' samples leave out: batches, full and sole factors, other sides of a solve.
private let plain: [MatrixCase] = [DType.f64, .complex128].flatMap { dtype -> [MatrixCase] in
  let square = random(3, 3, dtype)
  let batch = random(3, 2, dtype, batch: [2])
  var cases: [MatrixCase] = []
  for lower in [true, false] {
    cases += [definite(1, dtype), definite(2, dtype, batch: [2])].map { x in
      MatrixCase("cholesky lower \(lower)", [x]) { bind(Cholesky(lower: lower), $0) }
    }
  }
  cases.append(
    MatrixCase("cholesky of a symmetrized matrix", [definite(3, dtype)]) {
      [cholesky($0[0]), eigh($0[0]).w]
    })
  cases += [square, random(4, 2, dtype), random(2, 4, dtype), batch].map { x in
    MatrixCase("full qr", [x]) {
      let (q, r) = qr($0[0], fullMatrices: true)
      let first = q.topLeft(columns: min($0[0].rows, $0[0].columns))
      return [first, r, q.times(q.adjoint.keeping(.lower, else: q.adjoint))]
    }
  }
  cases += [
    MatrixCase("lu", [batch]) { [lu($0[0]).lu] },
    MatrixCase("qr", [batch]) {
      let (q, r) = qr($0[0])
      return [q, r]
    },
    MatrixCase("singular values", [batch]) { [singularValues($0[0])] },
    MatrixCase("svd", [batch]) {
      let (u, s, vh) = svd($0[0], fullMatrices: false)
      let middle = convert(sin(s) + 2, to: u.dtype)
      return [s, u.scalingColumns(by: middle).times(vh), composed(u, s), composed(vh.adjoint, s)]
    },
    MatrixCase("householder qr", [batch]) { bind(HouseholderQR(), $0) },
    MatrixCase("full svd", [square]) {
      let (u, s, vh) = svd($0[0])
      return [s, u.scalingColumns(by: convert(sin(s) + 2, to: u.dtype)).times(vh)]
    },
    MatrixCase("solve", [dominant(3, dtype), random(3, 2, dtype)]) { [$0[0].solving($0[1])] },
  ]
  for leftSide in [true, false] {
    for lower in [true, false] {
      for transposed in MatrixTranspose.allCases {
        let b = leftSide ? random(3, 2, dtype) : random(2, 3, dtype)
        let solve = TriangularSolve(
          leftSide: leftSide, lower: lower, unitDiagonal: leftSide == lower,
          transposeA: transposed)
        cases.append(
          MatrixCase(
            "triangular solve left \(leftSide) lower \(lower) \(transposed)",
            [dominant(3, dtype), b]
          ) { bind(solve, $0) })
      }
    }
  }
  return cases
}

@Suite struct LinearAlgebraRuleTests {
  @Test(arguments: plain) func `tangents are what differences say`(_ c: MatrixCase) throws {
    #expect(try Laws.jvpAgainstDifferences(c.f, at: c.point) == [])
  }

  @Test(arguments: plain) func `pullbacks are adjoint to tangents`(_ c: MatrixCase) throws {
    #expect(try Laws.adjoint(c.f, at: c.point) == [])
  }

  @Test(arguments: plain.filter { !$0.testDescription.contains("triangular") })
  func `gradients of gradients are what differences say`(_ c: MatrixCase) throws {
    #expect(try Laws.secondOrder(c.f, at: c.point, limit: 4) == [])
  }

  @Test(arguments: plain) func `batches are what members are`(_ c: MatrixCase) throws {
    #expect(try Laws.vmapAgainstLoop(c.f, at: c.point) == [])
  }

  @Test func `the triangle that is not read has no gradient`() throws {
    let x = Tensor(definite(3))
    for lower in [true, false] {
      let d = try gradient({ reduceSum(bind(Cholesky(lower: lower), [$0])[0]) }, at: x)
      let other = d.keeping(lower ? .strictlyUpper : .strictlyLower)
      #expect(try other.host().doubles.allSatisfy { $0 == 0 })
      let sum = try gradient({ reduceSum(cholesky($0, lower: lower)) }, at: x)
      #expect(try sum.host() == sum.matrixTransposed.host())
    }
  }

  @Test func `equal singular values have no derivative of vectors but one of values`() throws {
    let x = Tensor(HostTensor(TensorType(.f64, [2, 2]), doubles: [1, 0, 0, 1]))
    let values = try gradient({ reduceSum(eigh($0).w) }, at: x)
    #expect(try values.host().doubles == [1, 0, 0, 1])
    let vectors = try gradient({ reduceSum(eigh($0).v) }, at: x)
    #expect(try vectors.host().doubles.contains { !$0.isFinite })
  }

  @Test func `vectors of a null space and schur forms have no rule, and say so`() throws {
    let x = Tensor(random(3, 2))
    let svdError = #expect(throws: TensorError.self) {
      _ = try Flat.linearize({ [svd($0[0]).u] }, [x])
    }
    #expect(svdError?.message.contains("fullMatrices: false") == true)
    let square = Tensor(random(3, 3))
    for operation: any Primitive in [Schur(), Hessenberg(), Tridiagonalize(lower: true)] {
      let error = #expect(throws: TensorError.self) {
        _ = try Flat.linearize({ bind(operation, $0) }, [square])
      }
      #expect(error?.operation == operation.name)
    }
  }
}

// MARK: LAPACK's routines as custom calls

private func call(
  _ routine: String, _ letters: [(String, Character)], flags: [(String, Bool)] = [],
  _ x: [Tensor], _ types: [TensorType]
) -> [Tensor] {
  let config =
    letters.map { NamedAttribute($0.0, .integer(Int64($0.1.asciiValue ?? 0), .ui8)) }
    + flags.map { NamedAttribute($0.0, .bool($0.1)) }
  let letter = x[0].dtype.isComplex ? "z" : "d"
  return bind(
    CustomCall(
      "lapack_\(letter)\(routine)_ffi",
      [NamedAttribute("mhlo.backend_config", .dictionary(config))],
      types: types), x)
}

private let lapack: [MatrixCase] = [DType.f64, .complex128].flatMap { dtype -> [MatrixCase] in
  let info = TensorType(.i32)
  let isComplex = dtype.isComplex
  let cases: [MatrixCase] = [
    MatrixCase("potrf", [definite(3, dtype)]) { x in
      [call("potrf", [("uplo", "L")], x, [x[0].type, info])[0]]
    },
    MatrixCase("potrf upper", [definite(3, dtype)]) { x in
      [call("potrf", [("uplo", "U")], x, [x[0].type, info])[0]]
    },
    MatrixCase("trsm", [dominant(3, dtype), random(2, 3, dtype)]) { x in
      call(
        "trsm", [("side", "R"), ("uplo", "U"), ("trans_x", "T"), ("diag", "N")], x, [x[1].type])
    },
    MatrixCase("getrf", [random(4, 3, dtype)]) { x in
      [call("getrf", [], x, [x[0].type, TensorType(.i32, [3]), info])[0]]
    },
    MatrixCase("geqrf and orgqr", [random(4, 3, dtype)]) { x in
      let y = call("geqrf", [], x, [x[0].type, x[0].type.with(shape: [3])])
      return y + call(isComplex ? "ungqr" : "orgqr", [], y, [x[0].type])
    },
    MatrixCase("ormqr", [random(4, 2, dtype), random(4, 3, dtype, seed: 4)]) { x in
      let y = call("geqrf", [], [x[0]], [x[0].type, x[0].type.with(shape: [2])])
      return [true, false].flatMap { transpose in
        call(
          isComplex ? "unmqr" : "ormqr", [], flags: [("left", true), ("transpose", transpose)],
          y + [x[1]], [x[1].type])
          + call(
            isComplex ? "unmqr" : "ormqr", [], flags: [("left", false), ("transpose", transpose)],
            y + [x[1].matrixTransposed], [x[1].matrixTransposed.type])
      }
    },
    MatrixCase("syevd", [random(3, 3, dtype)]) { x in
      let y = call(
        isComplex ? "heevd" : "syevd", [("mode", "V"), ("uplo", "L")], x,
        [x[0].type, TensorType(.f64, [3]), info])
      return [y[1], composed(y[0], y[1])]
    },
    MatrixCase("gesdd", [random(4, 3, dtype)]) { x in
      let y = call(
        "gesdd", [("mode", "S")], x,
        [
          x[0].type, TensorType(.f64, [3]), x[0].type, x[0].type.with(shape: [3, 3]), info,
        ])
      return [y[1], composed(y[2], y[1]), y[2].times(y[3])]
    },
    MatrixCase("geev", [random(3, 3, dtype)]) { x in
      let complex = TensorType(.complex128, [3, 3])
      let values = x[0].type.with(shape: [3])
      return Array(
        call(
          "geev", [("compute_left", "V"), ("compute_right", "V")], x,
          (isComplex ? [values] : [values, values]) + [complex, complex, info]
        ).dropLast())
    },
    MatrixCase(
      "gtsv",
      (0..<3).map {
        let vector = Tensor(random(1, 4, dtype, seed: UInt64($0))).slice(0, along: 0)
        return elements($0 == 1 ? vector + 4 : vector)
      } + [random(4, 2, dtype)]
    ) { x in
      [call("gtsv", [], x, x.map(\.type) + [info])[3]]
    },
  ]
  return cases
}

@Suite struct LapackRuleTests {
  @Test(arguments: lapack) func `tangents are what differences say`(_ c: MatrixCase) throws {
    #expect(try Laws.jvpAgainstDifferences(c.f, at: c.point) == [])
  }
  @Test(arguments: lapack) func `pullbacks are adjoint to tangents`(_ c: MatrixCase) throws {
    #expect(try Laws.adjoint(c.f, at: c.point) == [])
  }
  @Test(arguments: lapack) func `gradients of gradients are what differences say`(
    _ c: MatrixCase
  ) throws {
    #expect(try Laws.secondOrder(c.f, at: c.point, limit: 3) == [])
  }
  @Test(arguments: lapack) func `batches are what members are`(_ c: MatrixCase) throws {
    #expect(try Laws.vmapAgainstLoop(c.f, at: c.point) == [])
  }
  @Test func `results that are not defined have no derivative that looks like one`() throws {
    let diagonals = (0..<3).map { i in Tensor([1, 2, 3].map { Double($0 + 4 * (i % 2)) }) }
    let b = Tensor(random(3, 1))
    let d = try gradient(
      { x in
        reduceSum(
          call("gtsv", [], diagonals + [x], (diagonals + [x]).map(\.type) + [TensorType(.i32)])[1])
      },
      at: b)
    #expect(try d.host().doubles.allSatisfy(\.isNaN))
  }
}

// MARK: Programs as JAX prints them

private let jaxFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../../shared/jax/lowered").standardizedFileURL

@Suite(
  .enabled(if: FileManager.default.fileExists(atPath: jaxFolder.path), "JAX's programs are absent"))
struct JAXLapackProgramTests {
  /// The program, which is of f32, in f64.
  private func program(_ name: String) throws -> Block {
    let text = try String(
      contentsOf: jaxFolder.appending(path: name + ".mlir"), encoding: .utf8)
    let wide = text.replacing("f32", with: "f64").replacing("lapack_s", with: "lapack_d")
      .replacing("0x7FC00000", with: "0x7FF8000000000000")
    return try #require(try Program(text: wide).main?.block)
  }

  @Test(arguments: ["cholesky_grad", "eigh_grad", "lu", "triangular_solve"])
  func `derivatives of JAX's programs with LAPACK calls are what differences say`(
    _ name: String
  ) throws {
    let block = try program(name)
    let x = block.parameters.enumerated().map { i, type in
      Tensor(type == block.parameters[0] ? definite(4) : random(4, 2))
    }
    #expect(try Laws.jvpAgainstDifferences(block.applied, at: x) == [])
    // The gradient of the sum of all eigenvalues is the identity: its tangents are rounding alone.
    if name != "eigh_grad" { #expect(try Laws.adjoint(block.applied, at: x) == []) }
    #expect(try Laws.vmapAgainstLoop(block.applied, at: x) == [])
  }
}
