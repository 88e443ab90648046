import Testing

@testable import Touchstone

@Test(arguments: [false, true])
func `attributes of functions are read and printed again`(generic: Bool) throws {
  let program = try Program(
    text: """
      func.func @main(%x: tensor<f32>) -> tensor<f32> attributes {jax.note = "a", no_inline} {
        return %x : tensor<f32>
      }
      """)
  #expect(program.functions[0].attributes.map(\.name) == ["jax.note", "no_inline"])
  let again = try Program(text: program.text(generic: generic))
  #expect(again.functions[0].attributes == program.functions[0].attributes)
}
