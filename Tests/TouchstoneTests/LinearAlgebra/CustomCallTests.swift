import Testing

@testable import Touchstone

/// Calls `target` as a program would.
private func call(
  _ target: String, _ config: [NamedAttribute] = [], _ operands: [HostTensor],
  gives types: [TensorType]
) throws -> [HostTensor] {
  let evaluate = try #require(
    LinearAlgebraCustomCalls.evaluator(target: target, backendConfig: config))
  return try evaluate(operands, types)
}

/// An option as jaxlib writes it: the code of a letter.
private func letter(_ name: String, _ letter: Character) -> NamedAttribute {
  NamedAttribute(name, .integer(Int64(letter.asciiValue ?? 0), .ui8))
}

private func matrix(_ rows: [[Double]]) -> HostTensor {
  HostTensor(TensorType(.f64, [rows.count, rows.first?.count ?? 0]), doubles: rows.flatMap { $0 })
}
private let info = TensorType(.i32)

@Suite struct CustomCallTests {
  @Test func `every target there is can be called`() {
    #expect(LinearAlgebraCustomCalls.targets.contains("lapack_zheevd_ffi"))
    #expect(!LinearAlgebraCustomCalls.targets.contains("lapack_dheevd_ffi"))
    for target in LinearAlgebraCustomCalls.targets {
      #expect(LinearAlgebraCustomCalls.evaluator(target: target, backendConfig: []) != nil)
    }
    for target in ["lapack_xgetrf_ffi", "lapack_sheevd_ffi", "lapack_ssyevd", "qr", ""] {
      #expect(LinearAlgebraCustomCalls.evaluator(target: target, backendConfig: []) == nil)
    }
  }

  @Test func `potrf says which leading part is not positive definite`() throws {
    let a = matrix([[4, 7], [2, 1]])
    let results = try call("lapack_dpotrf_ffi", [letter("uplo", "L")], [a], gives: [a.type, info])
    #expect(results[1].integers == [2])
    let good = matrix([[4, 7], [2, 5]])
    let factor = try call(
      "lapack_dpotrf_ffi", [letter("uplo", "L")], [good], gives: [a.type, info])
    #expect(factor[0].doubles == [2, 7, 1, 2])
    #expect(factor[1].integers == [0])
  }

  @Test func `getrf counts rows from one`() throws {
    let a = matrix([[1, 2], [4, 4]])
    let types = [a.type, TensorType(.i32, [2]), info]
    let results = try call("lapack_dgetrf_ffi", [], [a], gives: types)
    #expect(results[0].doubles == [4, 4, 0.25, 1])
    #expect(results[1].integers == [2, 2])
    let singular = try call("lapack_dgetrf_ffi", [], [matrix([[0, 0], [0, 0]])], gives: types)
    #expect(singular[2].integers == [1])
  }

  @Test func `geqp3 keeps the columns that are fixed in front`() throws {
    let a = matrix([[1, 0, 0], [0, 5, 0], [0, 0, 3]])
    let fixed = HostTensor(TensorType(.i32, [3]), signed: [0, 0, 1])
    let results = try call(
      "lapack_dgeqp3_ffi", [], [a, fixed], gives: [a.type, fixed.type, TensorType(.f64, [3])])
    #expect(results[1].integers == [3, 2, 1])
  }

  @Test func `ormqr multiplies by the columns that orgqr gives`() throws {
    let sample = Sample(rows: 3, columns: 3).tensor()
    let factored = try call(
      "lapack_dgeqrf_ffi", [], [sample], gives: [sample.type, TensorType(.f64, [3])])
    let q = try call("lapack_dorgqr_ffi", [], factored, gives: [sample.type])[0]
    for left in [true, false] {
      for transpose in [true, false] {
        let options = [
          NamedAttribute("left", .bool(left)), NamedAttribute("transpose", .bool(transpose)),
        ]
        let c = Sample(rows: 3, columns: 3).tensor(seed: 2)
        let product = try call("lapack_dormqr_ffi", options, factored + [c], gives: [c.type])[0]
        let factor = transpose ? q.matrices[0].adjoint : q.matrices[0]
        let expected = left ? factor * c.matrices[0] : c.matrices[0] * factor
        #expect((product.matrices[0] - expected).length < 1e-14)
      }
    }
  }

  @Test func `a perturbed tridiagonal solve is finite where a plain one is singular`() throws {
    let zeros = HostTensor(TensorType(.f64, [2]), doubles: [0, 0])
    let d = HostTensor(TensorType(.f64, [2]), doubles: [1, 0])
    let b = matrix([[1], [1]])
    let types = [zeros.type, zeros.type, zeros.type, b.type, info]
    let plain = try call("lapack_dgtsv_ffi", [], [zeros, d, zeros, b], gives: types)
    #expect(plain[4].integers == [2])
    let x = try call("tridiagonal_solve_perturbed_ffi", [], [zeros, d, zeros, b], gives: [b.type])
    #expect(x[0].doubles.allSatisfy { $0.isFinite })
  }

  @Test func `vectors that were not asked for are zeros of the declared shape`() throws {
    let a = matrix([[3, 0, 0], [0, 4, 0]])
    let types = [
      a.type, TensorType(.f64, [2]), TensorType(.f64, [2, 2]), TensorType(.f64, [3, 3]), info,
    ]
    let results = try call("lapack_dgesdd_ffi", [letter("mode", "N")], [a], gives: types)
    #expect(results[1].doubles == [4, 3])
    #expect(results[3].doubles.allSatisfy { $0 == 0 })
  }

  @Test func `a call that declares other results is an error`() throws {
    let a = matrix([[1, 2], [3, 4]])
    #expect(throws: TensorError.self) {
      try call("lapack_dgetrf_ffi", [], [a], gives: [a.type, TensorType(.i64, [2]), info])
    }
    #expect(throws: TensorError.self) { try call("Qr", [], [], gives: []) }
    #expect(throws: TensorError.self) {
      try call("lapack_sgeqrf_ffi", [], [a], gives: [a.type, TensorType(.f64, [2])])
    }
  }
}

@Test func `a matrix that is not square has no cholesky factor, and the error says so`() {
  let x = Tensor(HostTensor(TensorType(.f32, [2, 3]), doubles: [1, 2, 3, 4, 5, 6]))
  do {
    _ = try checking { cholesky(x) }
    Issue.record("no error")
  } catch { #expect("\(error)".hasSuffix("not 2×3 [cholesky C3]")) }
}
