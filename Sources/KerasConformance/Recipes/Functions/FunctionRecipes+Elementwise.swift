extension FunctionRecipes {
  private static let edges = Sample.literal(
    "f32[14] 0 -0 1 -1 inf -inf nan 1e-45 -1e-45 3.4e38 0.5 -0.5 2.5 -1.5")
  private static let pairs = [
    Sample.literal("f32[10] 7 -7 7 -7 0 -0 inf 3 nan 5.5"),
    Sample.literal("f32[10] 3 3 -3 -3 2 2 2 inf 1 0.5"),
  ]
  private static let whole = [
    Sample.literal("i32[8] 7 -7 7 -7 0 -2147483648 2147483647 5"),
    Sample.literal("i32[8] 3 3 -3 -3 5 3 -1 7"),
  ]

  static let elementwise: [FunctionRecipe] = [
    FunctionRecipe("add", [[2, 1, 3], [4, 1]], named: "broadcasting", modes: three),
    FunctionRecipe("add", [.literal("f32[0,3]"), .literal("f32[1,3] 1 2 3")], named: "of nothing"),
    FunctionRecipe("add", [[], [3, 4]], named: "of a scalar", modes: both),
    FunctionRecipe("add", [[3, 1], [3, 4]], named: "of a column", modes: both),
    FunctionRecipe("angle", [.literal("complex64[5] (1,1) (-1,0) (-1,-0) (0,-2) (0,0)")]),
    FunctionRecipe("clip", [[8]], ["x_min": -0.5, "x_max": 1.0], modes: three),
    FunctionRecipe("clip", [edges], ["x_min": -1.0, "x_max": 1.0], named: "of special values"),
    FunctionRecipe("divide_no_nan", [.literal("f32[4] 1 0 -1 3"), .literal("f32[4] 0 0 0 2")]),
    FunctionRecipe("exp2", [[6]], modes: both),
    FunctionRecipe("exp2", [.literal("f32[6] 127 -126 -149 0 10.5 -inf")], named: "at the edges"),
    FunctionRecipe("floor_divide", pairs),
    FunctionRecipe("floor_divide", whole, named: "of integers"),
    FunctionRecipe("gcd", [.literal("i32[5] 12 -18 0 7 0"), .literal("i32[5] 18 12 5 13 0")]),
    FunctionRecipe("heaviside", [edges, .literal("f32[] 0.25")]),
    FunctionRecipe("hypot", [[6], [6]], modes: both),
    FunctionRecipe(
      "hypot", [.literal("f32[5] 3e38 inf 1e-30 0 nan"), .literal("f32[5] 3e38 nan 1e-30 0 1")],
      named: "at the edges"),
    FunctionRecipe(
      "isclose",
      [.literal("f32[5] 1 1 nan inf 1e10"), .literal("f32[5] 1.00001 1.1 nan inf 1.00001e10")]),
    FunctionRecipe("isfinite", [edges]),
    FunctionRecipe("isinf", [edges]),
    FunctionRecipe("isnan", [edges]),
    FunctionRecipe("signbit", [edges]),
    FunctionRecipe("trunc", [edges]),
    FunctionRecipe("nan_to_num", [edges]),
    FunctionRecipe("ldexp", [[4], .literal("i32[4] 3 -2 0 10")]),
    FunctionRecipe("log10", [.numbers([6], in: 0.01...1000)], modes: both),
    FunctionRecipe("log2", [.numbers([6], in: 0.01...1000)], modes: both),
    FunctionRecipe("logaddexp", [[6], [6]], modes: three),
    FunctionRecipe(
      "logaddexp",
      [
        .literal("f32[7] 500 -inf inf -500 nan -inf 1000"),
        .literal("f32[7] 501 -inf inf -499 0 3 -1000"),
      ], named: "at the edges"),
    FunctionRecipe("logaddexp2", [[6], [6]], modes: both),
    FunctionRecipe("mod", pairs),
    FunctionRecipe("mod", whole, named: "of integers"),
    FunctionRecipe("round", [.literal("f32[6] 0.5 1.5 2.5 -0.5 -2.5 nan")]),
    FunctionRecipe(
      "round", [.literal("f32[5] 1.234 -1.235 0.005 99.999 -0.001")], ["decimals": 2],
      named: "to two places"),
    FunctionRecipe(
      "saturate_cast", [.literal("f32[6] 300 -300 nan 12.7 -0.5 inf")], ["dtype": "i8"]),
    FunctionRecipe("cast", [.literal("f32[6] 300 -300 nan 12.7 -0.5 inf")], ["dtype": "i32"]),
    FunctionRecipe(
      "cast", [.literal("f32[6] 1.00390625 1.01171875 65504 65520 1e-8 -0")], ["dtype": "f16"],
      named: "to halves"),
    FunctionRecipe("sinc", [.literal("f32[5] 0 0.5 1 -1.5 1e-4")], modes: [.value]),
    FunctionRecipe("where", [.literal("i1[3] true false true"), [3], [3]], modes: three),
    FunctionRecipe("reciprocal", [edges]),
  ]
}
