extension FunctionRecipes {
  private static let odd = Sample.literal(
    "f32[4,4] 0 1 0 0 1 0 0 0 0 0 1 0 0 0 0 1")
  private static let cycle = Sample.literal(
    "f32[5,5] 0 2 0 0 0 0 0 3 0 0 0 0 0 1 0 0 0 0 0 4 1 0 0 0 0")
  private static let positive = Sample.literal(
    "f32[3,3] 4 1 0.5 1 3 -0.25 0.5 -0.25 2")
  private static let regular = Sample.literal("f32[3,3] 1 2 -1 3 0.5 2 -2 1 4")
  private static let pivoting = Sample.literal("f32[4,4] 0 2 1 3 1 0 4 -1 2 1 0 5 -3 2 1 0")
  private static let hilbert = Sample.literal(
    "f32[5,5] 1 0.5 0.33333334 0.25 0.2 0.5 0.33333334 0.25 0.2 0.16666667 0.33333334 0.25 0.2 "
      + "0.16666667 0.14285715 0.25 0.2 0.16666667 0.14285715 0.125 0.2 0.16666667 0.14285715 "
      + "0.125 0.11111111")

  static let algebra: [FunctionRecipe] = [
    FunctionRecipe("det", [odd], named: "of an odd permutation", modes: both),
    FunctionRecipe("det", [cycle], named: "of a cycle"),
    FunctionRecipe("det", [pivoting], named: "with pivots", modes: both),
    FunctionRecipe("det", [[2, 2, 2]], named: "of small matrices", modes: three),
    FunctionRecipe("det", [regular], named: "of three rows", modes: both),
    FunctionRecipe(
      "det", [.literal("f32[4,4] 1 2 3 4 2 4 6 8 0 1 0 1 1 0 0 1")], named: "of a singular matrix"),
    FunctionRecipe("slogdet", [odd], named: "of an odd permutation"),
    FunctionRecipe("slogdet", [cycle], named: "of a cycle"),
    FunctionRecipe("slogdet", [pivoting], named: "with pivots", modes: both),
    FunctionRecipe("slogdet", [.literal("f32[2,2] -3 0 0 2")], named: "of a negative determinant"),
    FunctionRecipe("inv", [pivoting], modes: three),
    FunctionRecipe("solve", [pivoting, [4, 2]], modes: both),
    FunctionRecipe("solve", [pivoting, [4]], named: "of a vector", modes: both),
    FunctionRecipe(
      "solve_triangular", [.numbers([3, 3], in: 0.5...2), [3, 2]], ["lower": true], modes: both),
    FunctionRecipe(
      "solve_triangular", [.numbers([3, 3], in: 0.5...2), [3]], ["lower": false],
      named: "of a vector, upper"),
    FunctionRecipe(
      "solve_triangular", [.numbers([3, 3], in: 0.5...2), [3, 1]],
      ["lower": true, "unit_diagonal": true], named: "with ones"),
    FunctionRecipe("cholesky", [positive], modes: both),
    FunctionRecipe("cholesky", [hilbert], named: "of an ill-conditioned matrix"),
    FunctionRecipe("cholesky", [.literal("f32[2,2] 1 2 2 1")], named: "of an indefinite matrix"),
    FunctionRecipe("cholesky_inverse", [.literal("f32[2,2] 2 0 1 3")]),
    FunctionRecipe("qr", [[5, 3]], modes: both),
    FunctionRecipe("qr", [hilbert], named: "of an ill-conditioned matrix"),
    FunctionRecipe("svd", [[4, 3]], modes: [.value]),
    FunctionRecipe("svd", [[2, 2, 3]], named: "of wide matrices"),
    FunctionRecipe("eigh", [positive], modes: both),
    FunctionRecipe("lstsq", [[5, 3], [5, 2]]),
    FunctionRecipe("pinv", [[4, 3]]),
    FunctionRecipe("matrix_rank", [.literal("f32[3,3] 1 2 3 2 4 6 1 0 1")]),
    FunctionRecipe("matrix_power", [regular], ["n": 5], modes: both),
    FunctionRecipe("matrix_power", [regular], ["n": -2], named: "of a negative power"),
    FunctionRecipe("matrix_power", [regular], ["n": 0], named: "of power zero"),
    FunctionRecipe("expm", [[3, 3]], modes: [.value]),
    FunctionRecipe("matmul", [[9, 17], [17, 5]], modes: both),
    FunctionRecipe("matmul", [[2, 3, 4], [4, 5]], named: "with batches", modes: both),
    FunctionRecipe("matmul", [[4], [3, 4, 2]], named: "of a vector", modes: both),
    FunctionRecipe("matmul", [[33, 70], [70, 19]], named: "of odd sizes"),
    FunctionRecipe("einsum", [[2, 3, 4], [4, 3, 5]], ["subscripts": "bij,jik->bk"], modes: both),
    FunctionRecipe(
      "einsum", [[3, 3]], ["subscripts": "ii->i"], named: "of a diagonal", modes: both),
    FunctionRecipe(
      "einsum", [[2, 3], [4]], ["subscripts": "ij,k->kji"], named: "of an outer product",
      modes: both),
    FunctionRecipe("tensordot", [[2, 3, 4], [3, 4, 5]], ["axes": 2], modes: both),
    FunctionRecipe("cross", [[2, 3], [2, 3]], modes: both),
    FunctionRecipe("kron", [[2, 3], [3, 2]], modes: both),
    FunctionRecipe("outer", [[3], [4]], modes: both),
    FunctionRecipe("trace", [[3, 4]], ["offset": 1], modes: both),
    FunctionRecipe(
      "vdot", [.literal("complex64[2] (1,2) (3,-1)"), .literal("complex64[2] (0,1) (2,2)")]),
  ]
}
