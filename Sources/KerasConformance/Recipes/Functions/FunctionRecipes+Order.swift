extension FunctionRecipes {
  private static let ties = Sample.literal("f32[2,6] 3 1 3 1 2 3 0 -0 0 nan -inf nan")
  private static let keys = Sample.whole([40], in: 0..<5)

  static let order: [FunctionRecipe] = [
    FunctionRecipe("argmax", [ties], ["axis": 1], named: "of ties"),
    FunctionRecipe("argmin", [ties], ["axis": 1, "keepdims": true], named: "of ties"),
    FunctionRecipe(
      "argmax", [.literal("f32[2,4] 1 nan 5 nan -inf -inf -inf -inf")], ["axis": 1],
      named: "beside NaN"),
    FunctionRecipe(
      "argmin", [.literal("f32[2,4] 1 nan -5 nan inf inf inf inf")], ["axis": 1],
      named: "beside NaN"),
    FunctionRecipe("argmax", [.literal("ui8[4] 100 200 255 255")], named: "of bytes"),
    FunctionRecipe("argmax", [.literal("i8[4] -100 -3 -3 -128")], named: "of signed bytes"),
    FunctionRecipe("argmax", [[3, 4]], named: "of all", modes: [.value, .vmap]),
    FunctionRecipe("argsort", [keys], ["axis": 0], named: "of many ties"),
    FunctionRecipe("argsort", [ties], ["axis": 1], modes: [.value, .vmap]),
    FunctionRecipe("argpartition", [[2, 9]], ["kth": 3, "axis": 1]),
    FunctionRecipe("sort", [ties], ["axis": 1]),
    FunctionRecipe("sort", [[3, 33]], ["axis": 1], named: "of many", modes: three),
    FunctionRecipe("sort", [[5, 3]], ["axis": 0], named: "along the first axis", modes: both),
    FunctionRecipe(
      "sort", [.literal("ui32[5] 1 4294967295 2147483648 2147483647 0")], ["axis": 0],
      named: "of words"),
    FunctionRecipe(
      "sort", [.literal("i8[5] 1 -128 127 -1 0")], ["axis": 0], named: "of signed bytes"),
    FunctionRecipe("lexsort", [.whole([20], in: 0..<4), .whole([20], in: 0..<3)]),
    FunctionRecipe("top_k", [ties], ["k": 3], named: "of ties"),
    FunctionRecipe("top_k", [[2, 20]], ["k": 5], modes: three),
    FunctionRecipe("in_top_k", [.literal("i32[3] 0 1 2"), [3, 4]], ["k": 2]),
    FunctionRecipe(
      "searchsorted", [.literal("f32[6] 1 2 2 2 5 inf"), .literal("f32[7] 0 1 2 3 5 6 nan")]),
    FunctionRecipe(
      "searchsorted", [.literal("f32[6] 1 2 2 2 5 inf"), .literal("f32[7] 0 1 2 3 5 6 nan")],
      ["side": "right"], named: "from the right"),
    FunctionRecipe("digitize", [.literal("f32[5] 0 1 2.5 3 9"), .literal("f32[3] 1 2.5 3")]),
    FunctionRecipe(
      "digitize", [.literal("f32[5] 0 1 2.5 3 9"), .literal("f32[3] 1 2.5 3")], ["right": true],
      named: "right"),
    FunctionRecipe(
      "interp",
      [.literal("f32[6] -1 0 0.5 2 3 4"), .literal("f32[3] 0 1 3"), .literal("f32[3] 1 5 -1")]),
    FunctionRecipe("isin", [.literal("i32[5] 1 2 3 4 5"), .literal("i32[2] 2 5")]),
    FunctionRecipe(
      "isin", [.literal("i32[5] 1 2 3 4 5"), .literal("i32[2] 2 5")], ["invert": true],
      named: "inverted"),
    FunctionRecipe("unique", [.literal("i32[7] 3 1 3 2 1 1 7")], ["size": 5]),
    FunctionRecipe("bincount", [.literal("i32[7] 3 1 3 0 1 1 4")], ["minlength": 6]),
  ]
}
