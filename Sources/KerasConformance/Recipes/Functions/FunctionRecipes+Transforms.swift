extension FunctionRecipes {
  private static let sequence: [Sample] = [[3], [5, 3]]

  private static func eager(_ name: String, _ arguments: [Sample]) -> FunctionRecipe {
    FunctionRecipe(name, arguments, modes: [.eager])
  }

  static let transforms: [FunctionRecipe] = [
    eager(
      "jit.types",
      [
        [2, 3], .literal("f64[2,3] 1 2 3 4 5 6"), .literal("i32[2,3] 1 2 3 4 5 6"),
        .literal("f32[3,2] 1 2 3 4 5 6"), .literal("bf16[2,3] 1 2 3 4 5 6"),
        .literal("f32[6] 1 2 3 4 5 6"),
      ]),
    eager("jit.statics", [[3]]),
    eager("jit.closures", [[3]]),
    eager("jit.donation", [[3, 400]]),
    eager("jit.interleaved", [[4, 30], [4, 30]]),
    eager("jit.repeated", [[20, 20], [20, 20]]),
    eager("jit.grad", [[5]]),
    FunctionRecipe("grad.of_grad", [[4]]),
    FunctionRecipe("jacrev", [[3]]),
    FunctionRecipe("jacfwd", [[3]]),
    FunctionRecipe("hessian", [[3]]),
    FunctionRecipe("jvp", [[3], [3]]),
    FunctionRecipe("vjp", [[3], [3]]),
    FunctionRecipe("vmap.axes", [[2, 3, 4], [4, 3, 5]]),
    FunctionRecipe("vmap.unmapped", [[3, 2, 4], [4, 4]]),
    FunctionRecipe("vmap.nested", [[2, 3, 4]]),
    FunctionRecipe("vmap.of_grad", [[3, 4]]),
    FunctionRecipe(
      "vmap.dynamic_slice", [[3, 6], .literal("i32[3] 0 4 2")], modes: [.value, .gradient]),
    FunctionRecipe(
      "vmap.dynamic_slice_one", [[6], .literal("i32[3] 0 9 2")], modes: [.value, .gradient]),
    FunctionRecipe(
      "vmap.dynamic_update_slice", [[3, 6], [3, 2], .literal("i32[3] 0 4 2")],
      modes: [.value, .gradient]),
    FunctionRecipe("vmap.cond", [.literal("f32[4] 4 -2 9 0")]),
    FunctionRecipe("vmap.grad_of_cond", [.literal("f32[4] 4 -2 9 -1")]),
    FunctionRecipe("vmap.while", [.literal("f32[4] 0 3 20 9")]),
    FunctionRecipe("vmap.sort", [[3, 7]], modes: [.value, .gradient]),
    FunctionRecipe("vmap.psum", [[4, 3]]),
    FunctionRecipe("grad.of_psum", [[4]]),
    FunctionRecipe("pmap.ppermute", [[4, 3]], modes: [.value, .gradient, .eager]),
    FunctionRecipe("pmap.all_gather", [[3, 2]]),
    FunctionRecipe("pmap.all_to_all", [[3, 3, 2]]),
    FunctionRecipe("pmap.extremes", [[4, 3]]),
    FunctionRecipe("scan", sequence, modes: [.value, .gradient, .eager]),
    FunctionRecipe(
      "scan", sequence, ["reverse": true], named: "reversed", modes: [.value, .gradient, .eager]),
    FunctionRecipe("scan", sequence, ["unroll": 2], named: "unrolled", modes: [.value, .gradient]),
    FunctionRecipe("scan", [[3], [1, 3]], named: "of one step", modes: [.value, .gradient]),
    FunctionRecipe("fori_loop", [[3]], modes: [.value, .gradient, .vmap]),
    FunctionRecipe("while_loop", [.numbers([3], in: 0.5...1)]),
    FunctionRecipe("while_loop", [.literal("f32[2] 100 1")], named: "of no step"),
    FunctionRecipe("switch", [.literal("i32[] 0"), [3]], modes: [.value, .gradient]),
    FunctionRecipe(
      "switch", [.literal("i32[] 2"), [3]], named: "of the last", modes: [.value, .gradient]),
    FunctionRecipe("switch", [.literal("i32[] 7"), [3]], named: "beyond the last"),
    FunctionRecipe("switch", [.literal("i32[] -1"), [3]], named: "below the first"),
    FunctionRecipe("associative_scan", [[7, 2]], modes: both),
    FunctionRecipe("associative_scan", [[6]], ["reverse": true], named: "reversed", modes: both),
    FunctionRecipe("checkpoint", [[4]]),
    FunctionRecipe("custom_jvp", [[4]]),
    FunctionRecipe("custom_vjp", [[4]]),
    FunctionRecipe("stop_gradient", [[4]]),
  ]
}
