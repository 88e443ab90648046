import Randomness
import Testing
import Touchstone

@Suite struct ChoiceTests {
  /// The elements of the columns `columns` of `table`, row by row.
  private func elements(ofColumns columns: [Int]) -> [Double] {
    (0..<4).flatMap { row in columns.map { Double(3 * row + $0) } }
  }

  private let key = Random.key(17)
  private let table = Tensor((0..<12).map(Float.init), shape: [4, 3])

  @Test func `a permutation holds each number once`() throws {
    #expect(try Random.permutation(key, 100).integers.sorted() == Array(0..<100))
    #expect(try Random.permutation(key, 1).integers == [0])
    let numbers = Tensor((0..<100).map(Int32.init))
    #expect(try Random.permutation(key, numbers).integers == Random.permutation(key, 100).integers)
  }

  @Test func `rows are permuted whole, columns too, and each line alone when asked`() throws {
    let rows = try Random.permutation(key, table).doubles
    let order = try Random.permutation(key, 4).integers
    let expected = order.flatMap { row in (0..<3).map { Double(3 * row + $0) } }
    #expect(rows == expected)
    let columns = try Random.permutation(key, table, axis: -1).doubles
    let columnOrder = try Random.permutation(key, 3).integers
    #expect(columns == elements(ofColumns: columnOrder))

    let single = try Random.permutation(key, table, axis: 1, independent: true).doubles
    for row in 0..<4 {
      let line = [3.0 * Double(row), 3 * Double(row) + 1, 3 * Double(row) + 2]
      #expect(single[3 * row..<3 * row + 3].sorted() == line)
    }
  }

  @Test func `choices of slices are those of their numbers`() throws {
    let numbers = try Random.choice(key, 3, [2, 2]).integers
    let slices = Random.choice(key, table, [2, 2], axis: 1)
    #expect(slices.shape == [4, 2, 2])
    #expect(try slices.doubles == elements(ofColumns: numbers))
    let p = Tensor([0, 1, 0, 0] as [Float])
    #expect(try Random.choice(key, table, [2], p: p).doubles == [3, 4, 5, 3, 4, 5])
  }

  @Test func `without replacement nothing comes twice`() throws {
    let all = try Random.choice(key, 6, [2, 3], replace: false).integers
    #expect(all.sorted() == Array(0..<6))
    let rows = Random.choice(key, table, [3], replace: false)
    #expect(rows.shape == [3, 3])
    #expect(Set(try rows.doubles).count == 9)
    let p = Tensor([0.2, 0, 0.3, 0.5] as [Float])
    #expect(try Random.choice(key, 4, [3], replace: false, p: p).integers.sorted() == [0, 2, 3])
    let draws = Random.categorical(key, log(Tensor([1, 1, 1, 1] as [Float])), [4], replace: false)
    #expect(try draws.integers.sorted() == [0, 1, 2, 3])
  }

  @Test func `categories lie along the axis that is named`() throws {
    let logits = Tensor([0, -.infinity, -.infinity, 0, 0, -.infinity] as [Float], shape: [2, 3])
    #expect(try Random.categorical(key, logits, axis: 0).integers[1...] == [1, 0])
    let many = Random.categorical(key, logits, axis: 0, [20, 3])
    #expect(many.shape == [20, 3])
    for (i, category) in try many.integers.enumerated() {
      #expect(category == [category, 1, 0][i % 3])
    }
    let rows = try Random.categorical(key, logits, [20, 2]).integers
    for (i, category) in rows.enumerated() { #expect(i % 2 == 0 ? category == 0 : category < 2) }
  }

  @Test func `integers reach both ends of their dtype and no further`() throws {
    let bytes = try Random.randint(key, [2000], 0, 256, dtype: .ui8).integers
    #expect(Set(bytes).count == 256)
    let signed = try Random.randint(key, [300], -1000, 1000, dtype: .i8).integers
    #expect(signed.allSatisfy { (-128...127).contains($0) })
    #expect(signed.contains { $0 < -100 } && signed.contains { $0 > 100 })
    let whole = try Random.randint(key, [50], Int.min, Int.max, dtype: .i64).integers
    #expect(whole.contains { $0 < 0 } && whole.contains { $0 > 0 })
    #expect(try Random.randint(key, [3], 5, 5).integers == [5, 5, 5])
    let ends = Tensor([1, 2, 3] as [Int32])
    #expect(try Random.randint(key, [2, 3], ends, ends + 1).integers == [1, 2, 3, 1, 2, 3])
  }

  @Test func `parameters outside their range give what the specification says`() throws {
    let bad = Tensor([.nan, 0, 5] as [Float])
    #expect(try Random.poisson(key, bad).integers[..<2] == [-1, 0])
    let counts = Tensor([.nan, -1, .infinity, 4, 4, 4] as [Float])
    let p = Tensor([0.5, 0.5, 0.5, .nan, 0, 1] as [Float])
    let x = try Random.binomial(key, counts, p).doubles
    #expect(x[0].isNaN && x[1].isNaN && x[3].isNaN)
    #expect(x[2] == .infinity && x[4] == 0 && x[5] == 4)
    #expect(try Random.gamma(key, Tensor([.nan, .infinity] as [Float])).doubles[1] == .infinity)
    #expect(try Random.gamma(key, Tensor(Float.nan)).doubles[0].isNaN)
  }

  @Test func `one vector of probabilities gives one vector of counts`() throws {
    let counts = Random.multinomial(Random.key(7), 10, Tensor([0.2, 0.3, 0.5] as [Float]))
    // As jax.random.multinomial has it.
    #expect(try counts.doubles == [2, 4, 4])
  }
}
