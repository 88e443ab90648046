extension FunctionRecipes {
  static let images: [FunctionRecipe] =
    ["nearest", "bilinear", "bicubic", "lanczos3"].flatMap { method -> [FunctionRecipe] in
      let settings: JSONObject = ["interpolation": .string(method)]
      return [
        FunctionRecipe(
          "resize", [[1, 3, 4, 2]], settings.merging(["size": [5, 9]]), named: "\(method), larger",
          modes: both),
        FunctionRecipe(
          "resize", [[1, 7, 8, 1]], settings.merging(["size": [3, 5]]), named: "\(method), smaller"),
        FunctionRecipe(
          "resize", [[1, 7, 8, 1]], settings.merging(["size": [3, 4], "antialias": true]),
          named: "\(method), smoothed"),
      ]
    } + [
      FunctionRecipe("rgb_to_grayscale", [[2, 2, 3]]),
      FunctionRecipe("rgb_to_hsv", [.numbers([2, 2, 3], in: 0...1)]),
      FunctionRecipe("map_coordinates", [[4, 5], .numbers([2, 6], in: 0...3)], ["order": 1]),
      FunctionRecipe(
        "map_coordinates", [[4, 5], .literal("f32[2,4] 0.5 1.5 -1 3.4 2.5 0.2 7 4")], ["order": 0],
        named: "nearest"),
      FunctionRecipe("fft", [[2, 8], [2, 8]], ["n": 8], modes: three),
      FunctionRecipe("fft", [[7], [7]], ["n": 7], named: "of a prime length", modes: both),
      FunctionRecipe("fft", [[6], [6]], ["n": 9], named: "filled up"),
      FunctionRecipe("fft", [[6], [6]], ["n": 4], named: "cut off"),
      FunctionRecipe("fft2", [[3, 4], [3, 4]], modes: both),
      FunctionRecipe("ifft", [[2, 6], [2, 6]], ["n": 6], modes: three),
      FunctionRecipe("rfft", [[2, 8]], ["n": 8], modes: three),
      FunctionRecipe("rfft", [[7]], ["n": 7], named: "of an odd length", modes: both),
      FunctionRecipe("irfft", [[2, 5], [2, 5]], ["n": 8], modes: three),
      FunctionRecipe("irfft", [[4], [4]], ["n": 7], named: "of an odd length", modes: both),
      FunctionRecipe("irfft", [[3], [3]], ["n": 5], named: "of length five", modes: both),
      FunctionRecipe("fftshift", [[5, 4]], modes: [.value]),
      FunctionRecipe("ifftshift", [[5, 4]], modes: [.value]),
      FunctionRecipe("convolve", [[6], [3]], ["mode": "full"], modes: both),
      FunctionRecipe("convolve", [[6], [4]], ["mode": "same"], named: "of the same length"),
      FunctionRecipe("correlate", [[6], [3]], ["mode": "valid"], modes: both),
    ]
}
