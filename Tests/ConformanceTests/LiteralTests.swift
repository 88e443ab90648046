import ConformanceKit
import Testing
import Touchstone

@Suite struct LiteralTests {
  @Test(arguments: [
    "f32[2,3] 1 2 3 4 5 6", "i8[] -128", "ui64[] 18446744073709551615", "i1[2] true false",
    "complex64[2] (1,2) (-0,inf)", "f32[0,3]", "bf16[2] 0.1 -inf", "f32[2] nan 0x7f800001",
    "f8E4M3FN[2] 448 0.5", "i4[3] -8 7 0", "f64[2] 1e-320 -0",
  ])
  func `a literal prints as it was written`(_ text: String) throws {
    #expect(Literal.text(try Literal.parse(text)) == text)
  }

  @Test func `one value fills the shape`() throws {
    #expect(try Literal.parse("f32[2,2] 3").doubles == [3, 3, 3, 3])
    #expect(try Literal.parse("complex64[2] (1,2)") == Literal.parse("complex64[2] (1,2) (1,2)"))
  }

  @Test func `bits are taken as they are`() throws {
    #expect(try Literal.parse("f32[2] 0x80000000 0x1").doubles == [-0.0, 0x1p-149])
    #expect(try Literal.parse("i8[] 0xff").signedIntegers == [-1])
    #expect(try Literal.parse("i4[] 0xf").signedIntegers == [-1])
  }

  @Test(arguments: [
    ("f32[2] 1 2 3", "'f32[2] 1 2 3' has 3 values where f32[2] takes 2"),
    ("f99[2] 1", "'f99[2] 1' does not begin with a type such as f32[2,3]"),
    ("i8[] 128", "'128' is not a value of i8"),
    ("f32[-1] 1", "'-1' is not the size of a dimension, in 'f32[-1] 1'"),
    ("f32[9999999,9999999] 1", "f32[9999999,9999999] has more than 16777216 elements"),
    ("f32[2] random", "a seed must follow 'random'"),
  ])
  func `a wrong literal is explained`(_ text: String, _ message: String) {
    #expect(throws: CaseError(message)) { try Literal.parse(text) }
  }

  @Test func `generated values are the same everywhere`() throws {
    // Computed by another implementation of the same definition, in Python.
    #expect(
      Literal.text(try Literal.parse("f32[3] random 7"))
        == "f32[3] 0.1930329 -1.3281591 -0.46135423")
    #expect(Literal.text(try Literal.parse("i8[3] random 7")) == "i8[3] -122 -16 -87")
    let unit = try Literal.parse("f32[1000] random 1 unit").doubles
    #expect(unit.allSatisfy { $0 > 0 && $0 < 1 })
    let picks = try Literal.parse("i32[1000] random 1 indices 10").integers
    #expect(Set(picks) == Set(0..<10))
    let special = try Literal.parse("f16[1000] random 1 special").doubles
    #expect(special.contains { $0.isNaN } && special.contains { $0.isInfinite })
  }
}
