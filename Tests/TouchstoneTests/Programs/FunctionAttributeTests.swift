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

@Test(arguments: [false, true])
func `attributes of arguments and results are read and printed again`(generic: Bool) throws {
  let program = try Program(
    text: """
      func.func @main(%x: tensor<4xf32> {jax.buffer_donor = true, mhlo.sharding = "{replicated}"},
          %y: tensor<f32>) -> (tensor<f32>, tensor<4xf32> {tf.aliasing_output = 0 : i32}) {
        %0 = call @same(%y) : (tensor<f32>) -> tensor<f32>
        return %0, %x : tensor<f32>, tensor<4xf32>
      }
      func.func private @same(%x: tensor<f32> {mhlo.layout_mode = "default"}) -> tensor<f32> {
        return %x : tensor<f32>
      }
      """)
  let main = program.functions[0]
  #expect(
    main.argumentAttributes.map { $0.map(\.name) } == [["jax.buffer_donor", "mhlo.sharding"], []])
  #expect(main.resultAttributes.map { $0.map(\.name) } == [[], ["tf.aliasing_output"]])
  let again = try Program(text: program.text(generic: generic))
  for (a, b) in zip(program.functions, again.functions) {
    #expect(a.argumentAttributes == b.argumentAttributes)
    #expect(a.resultAttributes == b.resultAttributes)
  }
}
