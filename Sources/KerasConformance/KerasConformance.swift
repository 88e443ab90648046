// Keras in the conformance suite: recipes, the cases made of them, and their judge. Read Recipes, in
// which one line adds a layer, a loss, a metric, an optimizer or a training to everything; then Cases,
// Uses and Judging.

@_exported import ConformanceKit
@_exported import Keras
