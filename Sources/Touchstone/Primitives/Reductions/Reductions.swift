extension Primitives {
  /// The primitives of the area `reductions`, in alphabetical order.
  static let reductions: [any Primitive.Type] = [
    BatchNormGrad.self,
    BatchNormInference.self,
    BatchNormTraining.self,
    Map.self,
    Reduce.self,
    ReduceWindow.self,
    Scan.self,
    SelectAndScatter.self,
    Sort.self,
    TopK.self,
  ]
}
