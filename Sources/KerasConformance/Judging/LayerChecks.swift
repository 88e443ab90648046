extension LayerRecipe {
  /// What does not hold of `check` on the backend in force; nothing if all does.
  ///
  /// `thorough` tries derivatives in more directions; the fewer still move every coordinate.
  package func failures(of check: Check, thorough: Bool = true) throws -> [String] {
    switch check {
    case .serialization: try serialization()
    case .shapes: try shapes { shape, i in i == 0 ? nil : shape[i] }
    case .openShapes:
      try shapes(isMaskOpen: true) { shape, i in i == shape.count - 1 ? shape[i] : nil }
    case .training: try trainingFlag()
    case .jit: try jit()
    case .vmap: try vmap()
    case .mixed: try mixed()
    case .gradient: try gradient(thorough)
    }
  }

  private func serialization() throws -> [String] {
    let one = try PreparedLayer(self)
    let text = serialize(one.layer).text()
    let again = try deserialize(JSON(text: text), as: Layer.self)
    var failures: [String] = []
    if serialize(again).text() != text {
      failures.append("it is written as \(text), and read back as \(serialize(again).text())")
    }
    if one.layer.recordsBuildShapes, one.arguments.leaves.count == 1, !again.isBuilt {
      failures.append("a file says for which shapes the weights are made, and they are not")
    }
    try checking { _ = again(one.arguments, training: false) }
    try again.setWeights(one.layer.weights.map(\.rawValue))
    // States, of sequences and of random numbers, are no weights, and are where they were.
    for (mine, its) in zip(again.variables, one.layer.variables) { mine.assign(its.rawValue) }
    let (expected, given) = try checking {
      (one.layer(one.arguments, training: false), again(one.arguments, training: false))
    }
    for (x, y) in zip(expected, given) where try x.host() != y.host() {
      failures.append("read back it gives other results")
    }
    return failures
  }

  /// `size` tells which sizes of an input are known.
  private func shapes(
    isMaskOpen: Bool = false, _ size: (_ shape: [Int], _ axis: Int) -> Int?
  ) throws -> [String] {
    let one = try PreparedLayer(self)
    let layer = make()
    let symbolic = one.arguments.map { x in
      // A mask has the sizes of another input: they are open where those are.
      KerasTensor(
        x.shape.indices.map { isMaskOpen && x.dtype == .i1 ? nil : size(x.shape, $0) },
        dtype: x.dtype)
    }
    let inferred = try checking { layer(symbolic) }
    let results = try checking { one.layer(one.arguments) }
    guard inferred.count == results.count else {
      return ["\(inferred.count) results are inferred, and \(results.count) came"]
    }
    var failures: [String] = []
    for (spec, result) in zip(inferred, results) {
      let fits =
        spec.dtype == result.dtype && spec.rank == result.rank
        && zip(spec.shape, result.shape).allSatisfy { $0 == nil || $0 == $1 }
      if !fits { failures.append("inferred \(spec.dtype)\(spec.shape), came \(result.type)") }
    }
    if layer.weights.map(\.shape) != one.layer.weights.map(\.shape) {
      failures.append("its weights are not those of the layer that was called")
    }
    return failures
  }

  private func trainingFlag() throws -> [String] {
    let one = try PreparedLayer(self)
    let count = try one.outputCount()
    func hosts(_ training: Bool) throws -> [HostTensor] {
      try one.results(training: training).map { try $0.host() }
    }
    let (inference, first) = (try hosts(false), try hosts(true))
    let fixed = try one.layer.nonTrainableVariables.map { try $0.rawValue.host() }
    let places = count..<(count + fixed.count)
    var failures: [String] = []
    if Array(inference[places]) != fixed { failures.append("inference changes a variable") }
    switch training {
    case .same: if first != inference { failures.append("training differs from inference") }
    case .statistics:
      if Array(first[places]) == fixed { failures.append("training changes no variable") }
    case .different:
      if first[0] == inference[0] { failures.append("training does nothing") }
      if try first != hosts(true) { failures.append("the same state gives other numbers") }
    case .random:
      if try first != hosts(true) { failures.append("the same state gives other numbers") }
      // One draw may do nothing, or be like another: four images are not flipped once in 16 calls.
      // Forty in a row are not.
      var (acts, varies) = (false, false)
      var earlier: HostTensor?
      for _ in 0..<40 where !(acts && varies) {
        let drawn = try checking { try one.layer(one.arguments, training: true)[0].host() }
        acts = acts || drawn != inference[0]
        varies = varies || earlier.map { $0 != drawn } ?? false
        earlier = drawn
      }
      if !acts { failures.append("training does nothing") }
      if !varies { failures.append("each call takes the same numbers") }
    }
    return failures
  }

  private func jit() throws -> [String] {
    let one = try PreparedLayer(self)
    return try (training == .same ? [false] : [false, true]).flatMap { training in
      let (f, point) = one.function(training: training)
      return try checking {
        try Laws.jitAgainstEager(f, at: point, isExact: Backends.current.name == "reference")
      }
    }
  }

  private func vmap() throws -> [String] {
    let one = try PreparedLayer(self, .float64)
    let (f, point) = one.function(training: training != .same)
    // The inputs of members, then their weights as well; states of random numbers are all one's.
    let inputs = one.arguments.leaves
    let fixed = Array(point.dropLast(inputs.count))
    let failures = try checking {
      try Laws.vmapAgainstLoop({ try f(fixed + $0) }, at: inputs, members: 2, choices: .few)
    }
    let trained = Array(point.prefix(one.layer.trainableVariables.count))
    guard !trained.isEmpty else { return failures }
    let rest = Array(point.dropFirst(trained.count))
    return try failures
      + checking {
        try Laws.vmapAgainstLoop({ try f($0 + rest) }, at: trained, members: 2, choices: .few)
      }
  }

  private func mixed() throws -> [String] {
    let wide = try PreparedLayer(self)
    let expected = try checking {
      try wide.layer(wide.arguments, training: false).map { try $0.host() }
    }
    var failures: [String] = []
    for policy in [DTypePolicy.mixedFloat16, .mixedBFloat16] {
      let one = try PreparedLayer(self, policy)
      let results = try checking {
        try one.layer(one.arguments, training: false).map { try $0.host() }
      }
      if one.layer.weights.contains(where: { $0.dtype.isFloat && $0.dtype != .f32 }) {
        failures.append("\(policy.name): a weight is not kept in float32")
      }
      for (result, expected) in zip(results, expected) {
        if result.dtype.isFloat, result.dtype != policy.computeDType {
          failures.append("\(policy.name): a result is \(result.type)")
        } else if !result.dtype.isFloat {
          if result != expected { failures.append("\(policy.name): \(result.type) is another") }
        } else if !Bounds.isNear(result, expected, in: policy.computeDType) {
          failures.append("\(policy.name): a result is far from that of float32")
        }
      }
    }
    return failures
  }

  private func gradient(_ thorough: Bool) throws -> [String] {
    let one = try PreparedLayer(self, .float64)
    let (f, point) = one.function(training: training != .same)
    return try checking {
      try Laws.jvpAgainstDifferences(
        f, at: point, limit: thorough ? 24 : 6, samples: thorough ? 8 : 3)
        + Laws.adjoint(f, at: point, tries: thorough ? 3 : 1)
    }
  }
}
