extension FunctionRecipes {
  static let movement: [FunctionRecipe] = [
    FunctionRecipe("broadcast_to", [[3, 1]], ["shape": [2, 3, 4]], modes: three),
    FunctionRecipe("broadcast_to", [[]], ["shape": [3, 4]], named: "from a scalar", modes: three),
    FunctionRecipe("concatenate", [[2, 3], [4, 3], [1, 3]], ["axis": 0], modes: both),
    FunctionRecipe(
      "concatenate", [[2, 3], [2, 0], [2, 5]], ["axis": 1], named: "along the last axis",
      modes: both),
    FunctionRecipe("diag", [[3]], ["k": -1], modes: three),
    FunctionRecipe("diag", [[3, 4]], ["k": 1], named: "of a matrix", modes: three),
    FunctionRecipe("flip", [[2, 3, 4]], ["axis": [0, 2]], modes: three),
    FunctionRecipe("moveaxis", [[2, 3, 4]], ["source": 0, "destination": 2], modes: three),
    FunctionRecipe("one_hot", [.literal("i32[5] 0 3 -1 4 1")], ["num_classes": 4]),
    FunctionRecipe(
      "one_hot", [.literal("i32[3] 0 2 1")], ["num_classes": 3, "axis": 0],
      named: "along the first axis"),
    FunctionRecipe("pad", [[2, 3]], ["pad_width": [1, 2, 0, 3]], modes: three),
    FunctionRecipe(
      "pad", [[3, 4]], ["pad_width": [2, 1, 1, 2], "mode": "reflect"], named: "reflecting",
      modes: both),
    FunctionRecipe(
      "pad", [[3, 4]], ["pad_width": [2, 1, 1, 2], "mode": "symmetric"], named: "mirroring",
      modes: both),
    FunctionRecipe(
      "pad", [[3, 4]], ["pad_width": [2, 1, 1, 2], "mode": "edge"], named: "with its edge",
      modes: both),
    FunctionRecipe(
      "pad", [[3, 4]], ["pad_width": [2, 1, 1, 2], "mode": "wrap"], named: "wrapping", modes: both),
    FunctionRecipe(
      "put_along_axis", [[3, 4], .literal("i32[3,2] 0 3 1 1 2 0"), [3, 2]], ["axis": 1]),
    FunctionRecipe("repeat", [[2, 3]], ["repeats": 3, "axis": 1], modes: three),
    FunctionRecipe("repeat", [[2, 3]], ["repeats": 2], named: "of all", modes: both),
    FunctionRecipe("roll", [[2, 5]], ["shift": 2, "axis": 1], modes: three),
    FunctionRecipe("roll", [[2, 5]], ["shift": -7, "axis": 1], named: "around", modes: both),
    FunctionRecipe("rot90", [[2, 3]], ["k": 3], modes: both),
    FunctionRecipe(
      "scatter_add", [.literal("i32[4,1] 1 3 1 0"), [4, 2]], ["shape": [5, 2]],
      modes: [.value, .gradient]),
    FunctionRecipe("slice", [[4, 5], .literal("i32[2] 1 2")], ["shape": [2, 3]], modes: three),
    FunctionRecipe(
      "slice", [[4, 5], .literal("i32[2] 3 -4")], ["shape": [2, 3]], named: "outside", modes: both),
    FunctionRecipe("slice_update", [[4, 5], .literal("i32[2] 1 2"), [2, 3]], modes: three),
    FunctionRecipe(
      "slice_update", [[4, 5], .literal("i32[2] 3 4"), [2, 3]], named: "outside", modes: both),
    FunctionRecipe("take", [[4, 3], .literal("i32[2,2] 3 0 1 1")], ["axis": 0], modes: three),
    FunctionRecipe(
      "take", [[4, 3], .literal("i32[4] -1 2 -4 9")], ["axis": 0], named: "outside", modes: both),
    FunctionRecipe("take", [[4, 3], .literal("i32[3] 11 0 5")], named: "of all", modes: both),
    FunctionRecipe(
      "take_along_axis", [[3, 4], .literal("i32[3,2] 0 3 1 1 2 0")], ["axis": 1], modes: three),
    FunctionRecipe("tile", [[2, 3]], ["repeats": [2, 1, 2]], modes: three),
    FunctionRecipe("transpose", [[2, 3, 4]], ["axes": [2, 0, 1]], modes: three),
    FunctionRecipe("tril", [[3, 4]], ["k": 1], modes: three),
    FunctionRecipe("triu", [[4, 3]], ["k": -1], modes: three),
  ]
}
