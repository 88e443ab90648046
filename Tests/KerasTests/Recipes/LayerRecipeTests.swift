import AllBackends
import ConformanceKit
import Keras
import TestTraits
import Testing

@Suite(.seeded) struct LayerRecipeTests {
  @Test(arguments: LayerRecipes.checks)
  func `every layer does what every layer must`(_ one: RecipeCheck) throws {
    switch one.check {
    case .serialization: try serialization(one.recipe)
    case .shapes: try shapes(one.recipe) { shape, i in i == 0 ? nil : shape[i] }
    case .openShapes:
      try shapes(one.recipe, isMaskOpen: true) { shape, i in i == shape.count - 1 ? shape[i] : nil }
    case .training: try training(one.recipe)
    case .jit: try jit(one.recipe)
    case .vmap: try vmap(one.recipe)
    case .mixed: try mixed(one.recipe)
    case .gradient: try gradient(one.recipe)
    }
  }

  @Test func `every class of layers is in a recipe`() throws {
    let tried = Set(LayerRecipes.all.map { ObjectIdentifier(type(of: $0.make())) })
    // These take no tensors, or read their elements; they have tests of their own.
    let notCalled: Set<String> = [
      "HashedCrossing", "Hashing", "InputLayer", "IntegerLookup", "StringLookup",
      "TextVectorization",
    ]
    let missing = KerasClasses.layers.filter { !tried.contains(ObjectIdentifier($0)) }
    #expect(missing.map { $0.className }.filter { !notCalled.contains($0) } == [])
  }

  private func serialization(_ recipe: LayerRecipe) throws {
    let one = try PreparedLayer(recipe)
    let text = serialize(one.layer).text()
    let again = try deserialize(JSON(text: text), as: Layer.self)
    #expect(serialize(again).text() == text)
    if one.layer.recordsBuildShapes, one.arguments.leaves.count == 1 {
      #expect(again.isBuilt, "a file says for which shapes the weights are made")
    }
    try checking { _ = again(one.arguments, training: false) }
    try again.setWeights(one.layer.weights.map(\.rawValue))
    let (expected, given) = try checking {
      (one.layer(one.arguments, training: false), again(one.arguments, training: false))
    }
    for (x, y) in zip(expected, given) { #expect(try x.host() == y.host()) }
  }

  /// `size` tells which sizes of an input are known.
  private func shapes(
    _ recipe: LayerRecipe, isMaskOpen: Bool = false,
    _ size: (_ shape: [Int], _ axis: Int) -> Int?
  ) throws {
    let one = try PreparedLayer(recipe)
    let layer = recipe.make()
    let symbolic = one.arguments.map { x in
      // A mask has the sizes of another input: they are open where those are.
      KerasTensor(
        x.shape.indices.map { isMaskOpen && x.dtype == .i1 ? nil : size(x.shape, $0) },
        dtype: x.dtype)
    }
    let inferred = try checking { layer(symbolic) }
    let results = try checking { one.layer(one.arguments) }
    try #require(inferred.count == results.count)
    for (spec, result) in zip(inferred, results) {
      #expect(spec.dtype == result.dtype)
      #expect(spec.rank == result.rank)
      #expect(
        zip(spec.shape, result.shape).allSatisfy { $0 == nil || $0 == $1 },
        "inferred \(spec.shape), came \(result.shape)")
    }
    // The weights are those of the layer that was called.
    #expect(layer.weights.map(\.shape) == one.layer.weights.map(\.shape))
  }

  private func training(_ recipe: LayerRecipe) throws {
    let one = try PreparedLayer(recipe)
    let count = try one.outputCount()
    let inference = try one.results(training: false).map { try $0.host() }
    let first = try one.results(training: true).map { try $0.host() }
    let fixed = try one.layer.nonTrainableVariables.map { try $0.rawValue.host() }
    #expect(
      Array(inference[count..<(count + fixed.count)]) == fixed, "inference changes no variable")
    switch recipe.training {
    case .same: #expect(first == inference)
    case .statistics:
      #expect(Array(first[count..<(count + fixed.count)]) != fixed, "training changes variables")
    case .random:
      let again = try one.results(training: true).map { try $0.host() }
      #expect(first == again, "the same state gives the same numbers")
      // One draw may do nothing, or be like another: four images are not flipped once in 16 calls.
      // Forty in a row are not.
      var acts = false
      var varies = false
      var earlier: HostTensor?
      for _ in 0..<40 where !(acts && varies) {
        let drawn = try checking { try one.layer(one.arguments, training: true)[0].host() }
        acts = acts || drawn != inference[0]
        varies = varies || earlier.map { $0 != drawn } ?? false
        earlier = drawn
      }
      #expect(acts, "training does something")
      #expect(varies, "each call takes other numbers")
    }
  }

  private func jit(_ recipe: LayerRecipe) throws {
    AllBackends.register()
    let one = try PreparedLayer(recipe)
    for backend in Backends.available {
      for training in recipe.training == .same ? [false] : [false, true] {
        let (f, point) = one.function(training: training)
        let failures = try withBackend(backend) {
          try checking {
            try Laws.jitAgainstEager(f, at: point, isExact: backend.name == "reference")
          }
        }
        #expect(failures == [], "\(backend.name)")
      }
    }
  }

  private func vmap(_ recipe: LayerRecipe) throws {
    let one = try PreparedLayer(recipe, .float64)
    let (f, point) = one.function(training: recipe.training != .same)
    // The inputs of members, then their weights as well; states of random numbers are all one's.
    let inputs = one.arguments.leaves
    let fixed = Array(point.dropLast(inputs.count))
    let first = try checking {
      try Laws.vmapAgainstLoop({ try f(fixed + $0) }, at: inputs, members: 2)
    }
    #expect(first == [])
    let trained = Array(point.prefix(one.layer.trainableVariables.count))
    guard !trained.isEmpty else { return }
    let rest = Array(point.dropFirst(trained.count))
    #expect(
      try checking { try Laws.vmapAgainstLoop({ try f($0 + rest) }, at: trained, members: 2) }
        == [])
  }

  private func mixed(_ recipe: LayerRecipe) throws {
    let wide = try PreparedLayer(recipe)
    let expected = try checking {
      try wide.layer(wide.arguments, training: false).map { try numbers($0) }
    }
    for policy in [DTypePolicy.mixedFloat16, .mixedBFloat16] {
      let one = try PreparedLayer(recipe, policy)
      let results = try checking { one.layer(one.arguments, training: false) }
      #expect(one.layer.weights.allSatisfy { !$0.dtype.isFloat || $0.dtype == .f32 })
      for (result, expected) in zip(results, expected) {
        #expect(!result.dtype.isFloat || result.dtype == policy.computeDType)
        let scale = max(1, expected.map(abs).max() ?? 0)
        let worst = try zip(numbers(result), expected).map { abs($0 - $1) }.max() ?? 0
        // A sanity check of the policy, far above what rounding to 8 bits and a few sums can do.
        #expect(worst <= 0.1 * scale, "\(policy.name)")
      }
    }
  }

  private func gradient(_ recipe: LayerRecipe) throws {
    let one = try PreparedLayer(recipe, .float64)
    let (f, point) = one.function(training: recipe.training != .same)
    #expect(try checking { try Laws.jvpAgainstDifferences(f, at: point, limit: 24) } == [])
    #expect(try checking { try Laws.adjoint(f, at: point) } == [])
  }
}
