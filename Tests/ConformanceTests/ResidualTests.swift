import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

/// The reference, but what one operation gives is altered.
private struct Altered: KernelBackend {
  let name = "altered"
  let operation: String
  let alteration: @Sendable ([HostTensor]) -> [HostTensor]

  func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    guard operation.name == self.operation else { return nil }
    return { operands, types, context in
      alteration(try operation.evaluate(operands, types, in: context))
    }
  }
}

@Suite struct ResidualTests {
  private func status(
    _ operation: String, _ operands: [String], _ attributes: JSON = [:],
    _ alteration: @escaping @Sendable ([HostTensor]) -> [HostTensor]
  ) throws -> Verdict.Status {
    let json: JSON = [
      "name": "x", "operation": .string(operation), "attributes": attributes,
      "operands": .array(operands.map { .string($0) }), "golden": true,
    ]
    let heading = operation.split(separator: ".").last.map(String.init) ?? ""
    let backend = Altered(operation: heading, alteration: alteration)
    return try #require(
      Judge([backend]).verdicts(Case(json, heading: heading)).first
    ).status
  }

  /// Every float times 1 + 64 u.
  private static let scaled: @Sendable ([HostTensor]) -> [HostTensor] = { results in
    results.map { y in
      guard y.dtype.isFloat else { return y }
      return HostTensor(y.type, doubles: y.doubles.map { $0 * (1 + 64 * Bounds.unit(y.dtype)) })
    }
  }

  @Test(arguments: [
    "cholesky", "touchstone.qr", "touchstone.svd", "touchstone.eigh", "touchstone.lu",
    "touchstone.householder_qr", "touchstone.hessenberg", "touchstone.tridiagonalize",
  ])
  func `a factorization of a small matrix that is off by 64 roundings is rejected`(
    _ operation: String
  ) throws {
    let isTriangle = ["cholesky", "touchstone.eigh", "touchstone.tridiagonalize"]
    let attributes: JSON = isTriangle.contains(operation) ? ["lower": true] : [:]
    for dtype in ["f32", "f64"] {
      let matrix = ["\(dtype)[3,3] 4 1 2 1 5 3 2 3 6"]
      #expect(try status(operation, matrix, attributes) { $0 } == .pass)
      #expect(try status(operation, matrix, attributes, Self.scaled) == .fail, "\(dtype)")
    }
  }

  @Test func `a product of reflectors that is off by 64 roundings is rejected`() throws {
    let operands = ["f32[3,2] 0 0 0.5 0 0.25 1", "f32[2] 1.5 1"]
    #expect(try status("touchstone.householder_product", operands) { $0 } == .pass)
    #expect(try status("touchstone.householder_product", operands, [:], Self.scaled) == .fail)
  }

  @Test(arguments: [0, 1])
  func `each matrix of a batch is judged, though another has no factors`(_ broken: Int) throws {
    // The first is not positive definite, and has NaN in its place.
    let operands = ["f32[2,1,1] -1 4"]
    let result = try status("cholesky", operands, ["lower": true]) { results in
      var list = results[0].doubles
      list[broken] = broken == 0 ? 1 : 3
      return [HostTensor(results[0].type, doubles: list)]
    }
    #expect(result == .fail)
    #expect(try status("cholesky", operands, ["lower": true]) { $0 } == .pass)
  }

  @Test(arguments: [0, 1, 3])
  func `each right side of a triangular system is judged by itself`(_ place: Int) throws {
    // The first column has NaN from its first element on, the second a solution.
    let operands = ["f32[2,2] 2 0 1 4", "f32[2,2] nan 2 4 9"]
    let attributes: JSON = [
      "left_side": true, "lower": true, "unit_diagonal": false, "transpose_a": "NO_TRANSPOSE",
    ]
    #expect(try status("triangular_solve", operands, attributes) { $0 } == .pass)
    let result = try status("triangular_solve", operands, attributes) { results in
      var list = results[0].doubles
      list[place] = 5
      return [HostTensor(results[0].type, doubles: list)]
    }
    #expect(result == .fail)
  }

  @Test(arguments: ["inf", "-inf"])
  func `a sum with an infinite term is infinite`(_ term: String) throws {
    let operands = ["f32[3] 1 \(term) 2", "f32[3] 1 1 1"]
    let greatest: @Sendable ([HostTensor]) -> [HostTensor] = { results in
      results.map { y in
        HostTensor(
          y.type,
          doubles: y.doubles.map {
            $0.isInfinite ? ($0 < 0 ? -1 : 1) * Double(Float.greatestFiniteMagnitude) : $0
          })
      }
    }
    #expect(try status("dot", operands) { $0 } == .pass)
    #expect(try status("dot", operands, [:], greatest) == .fail)
  }

  @Test func `where the finite terms may leave the range, the order decides`() throws {
    let operands = ["f32[3] 3e38 3e38 -inf", "f32[3] 1 1 1"]
    let result = try status("dot", operands) { results in
      [HostTensor(results[0].type, doubles: [.infinity])]
    }
    #expect(result == .pass)
  }
}
