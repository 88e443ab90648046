import JSONValues
import NumPy
import Testing

@testable import Touchstone

@Suite struct PromotionTests {
  /// As JAX names them; `*` for weak ones.
  static let names: [String: PromotionNode] = [
    "bool": .dtype(.i1), "uint8": .dtype(.ui8), "uint16": .dtype(.ui16),
    "uint32": .dtype(.ui32), "uint64": .dtype(.ui64), "int8": .dtype(.i8),
    "int16": .dtype(.i16), "int32": .dtype(.i32), "int64": .dtype(.i64),
    "float16": .dtype(.f16), "bfloat16": .dtype(.bf16), "float32": .dtype(.f32),
    "float64": .dtype(.f64), "complex64": .dtype(.complex64), "complex128": .dtype(.complex128),
    "i*": .weakInteger, "f*": .weakFloat, "c*": .weakComplex, "int64*": .weakInteger,
    "float64*": .weakFloat, "complex128*": .weakComplex,
  ]

  @Test(.enabled(if: Shared.folder != nil, "needs ../shared with values of JAX"))
  func `all pairs of dtypes meet where JAX has them meet`() throws {
    let table = try Shared.json("jax/index.json")["promotion"]["table"]?.object ?? [:]
    #expect(table.count == 18 * 18)
    for (pair, result) in table.fields {
      let sides = pair.split(separator: "+").map(String.init)
      let (x, y) = (try #require(Self.names[sides[0]]), try #require(Self.names[sides[1]]))
      let expected = try #require(Self.names[result.string ?? ""])
      #expect(x.join(y) == expected, "\(pair)")
    }
  }

  @Test func `the lattice has a least upper bound for every two of its usual dtypes`() {
    let nodes = Set(Self.names.values)
    for x in nodes {
      #expect(x.join(x) == x)
      for y in nodes {
        let join = x.join(y)
        #expect(join != nil && join == y.join(x), "\(x) \(y)")
        for z in nodes { #expect(join?.join(z) == y.join(z).flatMap { x.join($0) }) }
      }
    }
  }

  @Test func `dtypes of one kind widen, and floats win over integers of any width`() {
    #expect(promoteTypes(.i8, .ui8) == .i16)
    #expect(promoteTypes(.ui32, .i32) == .i64)
    #expect(promoteTypes(.i64, .f16) == .f16)
    #expect(promoteTypes(.bf16, .f16) == .f32)
    #expect(promoteTypes(.f64, .complex64) == .complex128)
    #expect(promoteTypes(.i1, .i1) == .i1)
    #expect(promoteTypes(.ui64, .i64) == .f32)
  }

  @Test func `narrow formats meet nothing but what is weaker`() {
    #expect(promoteTypes(.f8E4M3FN, .f32) == nil)
    #expect(promoteTypes(.f8E4M3FN, .f8E5M2) == nil)
    #expect(promoteTypes(.i4, .i8) == nil)
    #expect(promoteTypes(.i4, .i1) == .i4)
    let error = #expect(throws: TensorError.self) {
      try checking {
        convert(Tensor([1] as [Float]), to: .f8E5M2) + Tensor([1] as [Float])
      }
    }
    #expect(error?.message == "f8E5M2 and f32 meet in no dtype; convert one of them explicitly")
  }

  @Test func `a literal takes the dtype of what it meets, with all its digits`() throws {
    let x = Tensor([1, 2] as [Double])
    #expect(maximum(x, 0.1).dtype == .f64)
    #expect(maximum(t([0]), 0.1).numbers == [0.1])
    #expect(maximum(i([1]), 0.5).dtype == .f32)
    #expect(add(i([1]), 2).dtype == .i32)
    #expect(add(Tensor([true]), 2).dtype == .i32)
    #expect(add(convert(t([1]), to: .bf16), 2.5).dtype == .bf16)
    #expect((i([3]) * 2).dtype == .i32)
    #expect((Tensor([true, false]) + 1).integers == [2, 1])
    #expect((i([3]) * 0.5).numbers == [1.5])
  }

  @Test func `weak with weak stays weak and any other settles`() {
    let x: Tensor = 2
    let y: Tensor = 0.5
    #expect(x.isWeaklyTyped && (x * y).isWeaklyTyped && (x * y).dtype == .f32)
    #expect((x + 1).isWeaklyTyped && (x + 1).dtype == .i32)
    #expect(!(t([1]) + x).isWeaklyTyped)
    #expect(!equal(x, y).isWeaklyTyped)
    #expect(resultType(x, y) == .f32 && resultType(x, Tensor(Int8(1))) == .i8)
    #expect((x * y + t([1])).numbers == [2])
  }

  @Test func `shapes are aligned at the last axis`() {
    #expect(broadcastShapes([2, 1, 3], [4, 1]) == [2, 4, 3])
    #expect(broadcastShapes([], [0]) == [0])
    #expect(broadcastShapes([1], [0]) == [0])
    #expect(broadcastShapes([2], [3]) == nil)
    let sum = t([1, 2], [2, 1]) + t([10, 20, 30])
    #expect(sum.shape == [2, 3] && sum.numbers == [11, 21, 31, 12, 22, 32])
    #expect(less(t([1, 5]), 3).answers == [true, false])
  }

  @Test func `equal types stay one operation`() throws {
    let type = TensorType(.f32, [2])
    let block = try Recorder.record([type, type]) { [$0[0] * $0[1]] }
    #expect(block.equations.count == 1)
  }

  @Test func `functions without whole results take integers as f32`() {
    #expect(sin(i([0])).dtype == .f32)
    #expect(exp(Tensor([true])).dtype == .f32)
    #expect(sqrt(Tensor([4] as [UInt8])).numbers == [2])
    #expect(floor(i([3])).dtype == .i32)
    #expect(arctan2(i([0]), i([1])).dtype == .f32)
  }

  @Test func `large whole numbers beside integers are exact`() {
    let big = (1 << 62) + 1
    #expect((try? (Tensor([0] as [Int64]) + big).scalars(as: Int64.self)) == [Int64(big)])
  }
}
