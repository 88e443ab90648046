extension FunctionRecipes {
  private static let special = Sample.literal("f32[3,4] 1 nan 2 3 -inf -inf -inf -inf inf 1 -1 0")
  private static let large = Sample.literal("f32[2,3] 100 200 300 -1000 -1001 -999")
  private static let hidden = Sample.literal("f32[2,3] -inf -inf -inf 1 -inf 2")
  private static let shifted = Sample.numbers([3, 5], in: 1000...1001)
  private static let ties = Sample.literal("f32[2,5] 1 3 3 0 3 -2 -2 -5 -2 -2")

  static let reductions: [FunctionRecipe] = [
    FunctionRecipe("mean", [[2, 3, 5]], modes: three),
    FunctionRecipe("mean", [[2, 3, 5]], ["axis": [0, 2]], named: "over two axes", modes: three),
    FunctionRecipe(
      "mean", [[2, 3, 5]], ["axis": [1, 2], "keepdims": true], named: "with kept axes",
      modes: three),
    FunctionRecipe("mean", [.whole([3, 4], in: -9..<9)], ["axis": 0], named: "of integers"),
    FunctionRecipe("mean", [[40]], [:], .f16, named: "of halves"),
    FunctionRecipe("mean", [.literal("f16[3] 60000 60000 60000")], named: "of large halves"),
    FunctionRecipe("mean", [.literal("f32[2,0]")], ["axis": 1], named: "of nothing"),
    FunctionRecipe("sum", [[3, 17]], ["axis": 1], modes: three),
    FunctionRecipe("sum", [.literal("i8[4] 100 100 100 -3")], named: "of bytes"),
    FunctionRecipe(
      "sum", [.literal("i1[2,3] true true false false true true")], ["axis": 0], named: "of flags"),
    FunctionRecipe("sum", [special], ["axis": 1], named: "of special values"),
    FunctionRecipe("prod", [[2, 4]], ["axis": 1], modes: three),
    FunctionRecipe(
      "prod", [.literal("f32[3,3] 2 0 3 0 0 5 2 3 4")], ["axis": 1], named: "with zeros",
      modes: both),
    FunctionRecipe("max", [ties], ["axis": 1], named: "of ties", modes: three),
    FunctionRecipe("min", [ties], ["axis": -1, "keepdims": true], named: "of ties", modes: three),
    FunctionRecipe("max", [special], ["axis": 1], named: "of special values"),
    FunctionRecipe("min", [special], ["axis": 0], named: "of special values"),
    FunctionRecipe("max", [.literal("f32[4] 2 2 2 2")], named: "of equal elements", modes: both),
    FunctionRecipe("ptp", [[3, 4]], ["axis": 0], modes: both),
    FunctionRecipe("any", [.literal("i1[2,3] false false true false false false")], ["axis": 1]),
    FunctionRecipe("all", [.literal("i1[2,3] true true true false true true")], ["axis": 1]),
    FunctionRecipe("any", [.literal("f32[2,2] 0 nan 0 -0")], ["axis": 1], named: "of floats"),
    FunctionRecipe("count_nonzero", [.literal("f32[2,3] 0 -0 nan 1 0 2")], ["axis": 1]),
    FunctionRecipe("var", [[3, 5]], ["axis": 1], modes: three),
    FunctionRecipe(
      "var", [[3, 5]], ["axis": 0, "ddof": 1], named: "with a degree of freedom", modes: both),
    FunctionRecipe("var", [shifted], ["axis": 1], named: "far from zero", modes: both),
    FunctionRecipe("var", [.numbers([64], in: 9999...10001)], named: "of many far from zero"),
    FunctionRecipe("std", [[3, 5]], ["axis": [0, 1], "keepdims": true], modes: three),
    FunctionRecipe("std", [shifted], ["axis": 1, "ddof": 1], named: "far from zero"),
    FunctionRecipe("moments", [[4, 3]], ["axis": [0]], modes: three),
    FunctionRecipe(
      "moments", [shifted], ["axis": [0, 1], "keepdims": true], named: "far from zero"),
    FunctionRecipe("average", [[3, 4], .numbers([3, 4], in: 0.5...2)], ["axis": 1], modes: both),
    FunctionRecipe("logsumexp", [[2, 3, 4]], ["axis": 1], modes: three),
    FunctionRecipe(
      "logsumexp", [[2, 3, 4]], ["axis": [0, 2], "keepdims": true], named: "over two axes",
      modes: both),
    FunctionRecipe("logsumexp", [large], ["axis": 1], named: "of large numbers", modes: both),
    FunctionRecipe(
      "logsumexp", [hidden], ["axis": 1], named: "of minus infinities", modes: [.value]),
    FunctionRecipe(
      "logsumexp", [.literal("f32[2,2] inf 1 inf -inf")], ["axis": 1], named: "of infinities"),
    FunctionRecipe(
      "logsumexp", [.literal("f32[2,2] nan 1 nan -inf")], ["axis": 1], named: "of NaN"),
    FunctionRecipe(
      "logsumexp", [.literal("f64[1,3] 800 801 799")], ["axis": 1], named: "of large doubles"),
    FunctionRecipe("cumsum", [[3, 9]], ["axis": 1], modes: three),
    FunctionRecipe(
      "cumsum", [[3, 9]], ["axis": 0, "reverse": true], named: "reversed", modes: three),
    FunctionRecipe("cumsum", [.literal("i32[5] 1 2 3 4 5")], named: "of integers"),
    FunctionRecipe("cumprod", [[2, 5]], ["axis": 1], modes: both),
    FunctionRecipe(
      "cumprod", [[2, 5]], ["axis": 1, "reverse": true], named: "reversed", modes: both),
    FunctionRecipe("cummax", [.literal("f32[6] 1 3 2 nan 5 4")], ["axis": 0]),
    FunctionRecipe(
      "cummax", [.literal("f32[6] 1 3 2 2 5 4")], ["axis": 0, "reverse": true], named: "reversed"),
    FunctionRecipe("cumlogsumexp", [[2, 5]], ["axis": 1], modes: both),
    FunctionRecipe(
      "cumlogsumexp", [.literal("f32[4] 500 501 -inf 499")], ["axis": 0], named: "of large numbers"),
    FunctionRecipe("diff", [[2, 6]], ["n": 2, "axis": 1], modes: three),
    FunctionRecipe("median", [[3, 5]], ["axis": 1]),
    FunctionRecipe("median", [[3, 4]], ["axis": 1], named: "of an even number"),
    FunctionRecipe("median", [.literal("f32[5] 3 nan 1 2 5")], named: "beside NaN"),
    FunctionRecipe("quantile", [[7], .literal("f32[3] 0 0.3 1")]),
    FunctionRecipe(
      "quantile", [[2, 7], .literal("f32[] 0.4")], ["axis": 1, "method": "nearest"],
      named: "nearest"),
    FunctionRecipe(
      "quantile", [[2, 7], .literal("f32[] 0.4")], ["axis": 1, "method": "lower"], named: "lower"),
    FunctionRecipe("norm", [[3, 4]], ["axis": 1], modes: three),
    FunctionRecipe("norm", [[3, 4]], ["axis": 1, "ord": 1.0], named: "of order 1", modes: both),
    FunctionRecipe("norm", [[3, 4]], ["axis": 1, "ord": 3.0], named: "of order 3", modes: both),
    FunctionRecipe("norm", [[3, 4]], ["axis": 1, "ord": "inf"], named: "of order infinity"),
    FunctionRecipe(
      "norm", [[3, 4]], ["axis": 1, "ord": "-inf"], named: "of order minus infinity"),
    FunctionRecipe(
      "norm", [[3, 4]], ["axis": [0, 1], "ord": 1.0], named: "of a matrix of order 1"),
    FunctionRecipe(
      "norm", [[3, 4]], ["axis": [0, 1], "ord": "inf"], named: "of a matrix of order infinity"),
    FunctionRecipe(
      "norm", [[3, 4]], ["axis": [0, 1], "ord": 2.0], named: "of a matrix of order 2"),
    FunctionRecipe("norm", [[3, 4]], ["axis": [0, 1], "ord": "fro"], named: "of Frobenius"),
    FunctionRecipe("norm", [[3, 4]], ["axis": [0, 1], "ord": "nuc"], named: "nuclear"),
    FunctionRecipe("nanmean", [.literal("f32[2,3] 1 nan 3 nan nan 5")], ["axis": 1]),
    FunctionRecipe("nansum", [.literal("f32[2,3] 1 nan 3 nan nan nan")], ["axis": 1]),
    FunctionRecipe("cov", [[3, 6]], modes: both),
    FunctionRecipe("corrcoef", [[3, 6]], modes: both),
    FunctionRecipe(
      "segment_sum", [[6, 2], .literal("i32[6] 2 0 2 1 0 9")], ["num_segments": 4],
      modes: [.value, .gradient]),
    FunctionRecipe("segment_max", [[6], .literal("i32[6] 2 0 2 1 0 0")], ["num_segments": 4]),
  ]
}
