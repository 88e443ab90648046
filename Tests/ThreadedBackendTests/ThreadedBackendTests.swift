import Foundation
import JSONValues
import OpenBLASBackend
import Testing
import Touchstone
import Workers

@testable import ConformanceKit

@Suite struct ThreadedBackendTests {
  @Test(arguments: LargeWork.all)
  func `results have the same bits for any number of threads`(_ work: LargeWork) throws {
    let one = try work.results(on: ThreadedBackend(pool: WorkerPool(threads: 1)))
    let expected = work.isProduct ? one : try work.results(on: OpenBLASBackend())
    for threads in [1, 2, 3, 7] {
      let pool = WorkerPool(threads: threads)
      let results = try work.results(on: ThreadedBackend(pool: pool))
      #expect(results.count == expected.count)
      for (i, (result, wanted)) in zip(results, expected).enumerated() {
        #expect(result.hasSameBits(as: wanted), "result \(i) on \(threads) threads")
      }
    }
  }

  @Test(arguments: LargeWork.all.filter { !$0.testDescription.contains("nothing") })
  func `loops of large work are shared out`(_ work: LargeWork) throws {
    let pool = WorkerPool(threads: 2)
    _ = try work.results(on: ThreadedBackend(pool: pool))
    #expect(pool.activity.regions > 0)
  }

  @Test func `a window too large to run is an error, and not work for hours`() throws {
    let x = Tensor([1] as [Float])
    for backend in [OpenBLASBackend(), ThreadedBackend()] as [any Backend] {
      let error = #expect(throws: TensorError.self) {
        try withBackend(backend) {
          try checking {
            reduceWindow(
              x, Tensor(0 as Float), windowDimensions: [1 << 40], padding: [[1 << 40, 0]]
            ) { $0 + $1 }
          }
        }
      }
      #expect(error?.message == "a window of more than 2^28 elements cannot be run")
    }
  }

  @Test func `small work stays on its thread`() throws {
    let pool = WorkerPool(threads: 2)
    let x = Tensor(try Literal.parse("f32[8,16] random 1"))
    let y = Tensor(try Literal.parse("f32[16,8] random 2"))
    _ = try withBackend(ThreadedBackend(pool: pool)) {
      try checking { [tanh(x + x), reduceSum(x), transpose(x), matmul(x, y)] }
    }
    #expect(pool.activity.regions == 0)
    #expect(pool.activity.alone == 0)
  }

  @Test func `operands stay as they were, and one may stand twice`() throws {
    let pool = WorkerPool(threads: 3)
    let text = """
      func.func @main(%x: tensor<301x203xf32>) -> (tensor<301x203xf32>, tensor<301x203xf32>) {
        %0 = stablehlo.add %x, %x : tensor<301x203xf32>
        %1 = stablehlo.multiply %0, %x : tensor<301x203xf32>
        %2 = stablehlo.subtract %1, %0 : tensor<301x203xf32>
        %3 = stablehlo.maximum %2, %2 : tensor<301x203xf32>
        return %3, %0 : tensor<301x203xf32>, tensor<301x203xf32>
      }
      """
    let program = try Program(text: text)
    let x = try Literal.parse("f32[301,203] random 1")
    let kept = x.inMemoryOfItsOwn
    let threaded = try ThreadedBackend(pool: pool).compile(program).run([x])
    #expect(x == kept)
    let expected = try OpenBLASBackend().compile(program).run([x])
    for (a, b) in zip(threaded, expected) { #expect(try a.host() == b.host()) }
  }

  @Test func `several threads compute on one backend at once`() throws {
    let backend = ThreadedBackend(pool: WorkerPool(threads: 3))
    let work = LargeWork.all.filter {
      ["adds", "multiplies matrices"].contains($0.testDescription)
    }
    let one = ThreadedBackend(pool: WorkerPool(threads: 1))
    let expected = try work.map { try $0.results(on: one) }
    let wrong = parallelMap(24, workers: 4) { i in
      let results = try? work[i % work.count].results(on: backend)
      return zip(results ?? [], expected[i % work.count]).contains { !$0.hasSameBits(as: $1) }
        || results == nil
    }
    #expect(!wrong.contains(true))
  }

  @Test func `a product in parts is within its bound`() throws {
    let text = """
      {"name": "a product in parts", "golden": true,
        "operands": ["f32[210,131] random 1", "f32[131,198] random 2"],
        "program": ["func.func @main(%x: tensor<210x131xf32>, %y: tensor<131x198xf32>)",
          "    -> tensor<210x198xf32> {",
          "  %0 = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0]",
          "    : (tensor<210x131xf32>, tensor<131x198xf32>) -> tensor<210x198xf32>",
          "  return %0 : tensor<210x198xf32>", "}"]}
      """
    let one = try Case(try JSON(utf8: Data(text.utf8)), heading: "dot_general")
    let pool = WorkerPool(threads: 2)
    for verdict in Judge([ThreadedBackend(pool: pool)]).verdicts(one) {
      #expect(verdict.status == .pass, "\(verdict)")
    }
    #expect(pool.activity.regions == 1)
  }

  @Test func `OpenBLAS multiplies for several threads at once`() throws {
    let x = try Literal.parse("f32[160,96] random 1")
    let y = try Literal.parse("f32[96,144] random 2")
    let backend = OpenBLASBackend()
    @Sendable func product() -> HostTensor? {
      try? withBackend(backend) { try matmul(Tensor(x), Tensor(y)).host() }
    }
    let expected = try #require(product())
    let equal = parallelMap(400, workers: 4) { _ in product() == expected }
    #expect(!equal.contains(false))
  }

  /// Cases are small: here every loop of more than three elements is shared out.
  @Test func `every case has the bits of openblas, cut into pieces of three elements`() throws {
    let files = try Repository.find().caseFiles()
    let pool = WorkerPool(threads: 3)
    let (threaded, plain) = (ThreadedBackend(pool: pool, most: 3), OpenBLASBackend())
    var count = 0
    for one in files.flatMap(\.cases) {
      if case .violation = one.expectation { continue }
      guard let prepared = try? Prepared(one) else { continue }
      func results(_ backend: any Backend) throws -> [HostTensor] {
        try backend.compile(prepared.program).run(prepared.operands).map { try $0.host() }
      }
      guard let expected = try? results(plain) else { continue }
      let made = try results(threaded)
      #expect(made.count == expected.count)
      for (a, b) in zip(made, expected) {
        #expect(a.hasSameBits(as: b), "\(one.name): \(Literal.text(a)) and \(Literal.text(b))")
      }
      count += 1
    }
    #expect(count > 1000)
    #expect(pool.activity.regions > 1000)
  }
}

extension HostTensor {
  /// Whether types are the same, and elements down to the last bit; any NaN counts as any other,
  /// since which of two becomes a sum's is left to the processor.
  func hasSameBits(as other: HostTensor) -> Bool {
    if self == other { return true }
    guard type == other.type, dtype.isFloat || dtype.isComplex else { return false }
    if dtype.isComplex {
      let parts = TensorType(dtype.realPart, shape + [2])
      return reinterpreted(as: parts).hasSameBits(as: other.reinterpreted(as: parts))
    }
    return zip(doubles, other.doubles).allSatisfy {
      $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
    }
  }
}
