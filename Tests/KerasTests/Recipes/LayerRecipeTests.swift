import AllBackends
import KerasConformance
import TestTraits
import Testing

/// What every layer must do, tried on the reference; `tools/conformance` tries it on every backend.
@Suite(.seeded) struct LayerRecipeTests {
  @Test(arguments: LayerRecipes.checks)
  func `every layer does what every layer must`(_ one: RecipeCheck) throws {
    let backend = try #require(Backends.named("reference"))
    let verdict = one.verdict(on: backend, thorough: false)
    #expect(verdict.status == .pass, "\(verdict.detail)")
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
}
