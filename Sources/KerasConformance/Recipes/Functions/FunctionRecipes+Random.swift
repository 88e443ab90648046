extension FunctionRecipes {
  private static let key = Sample.literal("ui32[2] 0 42")
  private static let other = Sample.literal("ui32[2] 3141592653 2718281828")

  private static func of(_ name: String, _ settings: JSONObject, named label: String = "")
    -> FunctionRecipe
  {
    FunctionRecipe("random.\(name)", [key], settings, named: label)
  }

  static let random: [FunctionRecipe] = [
    of("bits", ["shape": [7]]),
    of("bits", ["shape": [3, 5], "dtype": "ui8"], named: "of 8"),
    of("bits", ["shape": [5], "dtype": "ui16"], named: "of 16"),
    of("bits", ["shape": [5], "dtype": "ui64"], named: "of 64"),
    FunctionRecipe("random.bits", [other], ["shape": [1001]], named: "of an odd number"),
    of("split", ["num": 5]),
    of("split", ["num": 2], named: "in two"),
    of("fold_in", ["data": 7]),
    of("fold_in", ["data": 123456789], named: "of a large number"),
    of("uniform", ["shape": [9]]),
    of("uniform", ["shape": [5], "dtype": "f64"], named: "of doubles"),
    of("uniform", ["shape": [5], "dtype": "f16"], named: "of halves"),
    of("uniform", ["shape": [5], "dtype": "bf16"], named: "of bfloat16"),
    of("uniform", ["shape": [6], "minval": -3.0, "maxval": 5.0], named: "between bounds"),
    of("uniform_extent", ["shape": [40000], "dtype": "f16"], named: "of halves"),
    of("uniform_extent", ["shape": [40000], "dtype": "bf16"], named: "of bfloat16"),
    of("uniform_extent", ["shape": [40000]]),
    of("uniform_extent", ["shape": [40000], "maxval": 1e-38], named: "of small numbers"),
    of("normal", ["shape": [9]]),
    of("normal", ["shape": [5], "dtype": "f64"], named: "of doubles"),
    of("normal", ["shape": [5], "dtype": "bf16"], named: "of bfloat16"),
    of("normal_extent", ["shape": [40000]]),
    of("normal_extent", ["shape": [40000], "dtype": "f16"], named: "of halves"),
    of("normal_extent", ["shape": [40000], "dtype": "bf16"], named: "of bfloat16"),
    of("truncated_normal", ["shape": [9], "lower": -1.0, "upper": 0.5]),
    of("randint", ["shape": [9], "minval": -5, "maxval": 9]),
    of("randint", ["shape": [9], "minval": 0, "maxval": 255, "dtype": "ui8"], named: "of bytes"),
    of("randint", ["shape": [5], "minval": 0, "maxval": 2147483647], named: "of a large range"),
    of("bernoulli", ["shape": [20], "p": 0.25]),
    FunctionRecipe("random.categorical", [key, [3]], ["shape": [6]]),
    of("choice", ["shape": [5], "a": 9, "replace": false]),
    of("choice", ["shape": [5], "a": 9], named: "with repetition"),
    of("permutation", ["n": 20]),
    of("permutation_check", ["n": 3000], named: "of thousands"),
    of("permutation_check", ["n": 70000], named: "beyond 16 bits"),
    FunctionRecipe("random.shuffle", [key, [5, 3]], ["axis": 0]),
    FunctionRecipe("random.shuffle", [key, [3, 6]], ["axis": 1], named: "of columns"),
    of("exponential", ["shape": [9]]),
    of("gamma", ["shape": [6], "a": 2.5]),
    of("gamma", ["shape": [6], "a": 0.25], named: "of a small shape"),
    of("beta", ["shape": [5], "a": 2.0, "b": 0.5]),
    of("gumbel", ["shape": [7]]),
    of("laplace", ["shape": [7]]),
    of("rademacher", ["shape": [12]]),
    of("poisson", ["shape": [8], "lam": 3.5]),
    of("poisson", ["shape": [5], "lam": 40.0], named: "of a large mean"),
  ]
}
