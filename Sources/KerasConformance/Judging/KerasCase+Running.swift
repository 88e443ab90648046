extension KerasCase {
  /// The results for `mode` on `backend`, as one program where it is one, and their names.
  package func computed(
    _ mode: KerasMode, on backend: any Backend, _ profile: Profile?
  ) throws -> (results: [HostTensor], names: [String]) {
    try alone {
      guard let function = try withBackend(ReferenceBackend(), { try function(mode) }) else {
        let results = try withBackend(backend) { try stepByStep() }
        return (try results.map { try $0.value.host() }, results.map(\.name))
      }
      let traced = try withBackend(ReferenceBackend()) { try function.traced() }
      let executable = try backend.compile(traced.program)
      let results = try executable.run(traced.operands, RunOptions(profile: profile))
      return (try results.map { try $0.host() }, traced.names)
    }
  }

  /// How far the results for `mode` may be from the reference's, which are `results`.
  package func bounds(_ mode: KerasMode, like results: [HostTensor]) throws -> ProgramBounds {
    let traced = try alone {
      try withBackend(ReferenceBackend()) { try function(mode)?.traced() }
    }
    if let traced { return try ProgramBounds(of: traced.program, traced.operands, like: results) }
    // A training runs many programs: their values carry their bounds from one to the next.
    let tensors = try alone {
      try withBackend(PropagatingBackend()) { try stepByStep().map(\.value) }
    }
    let wide =
      kind == .function
      ? nil
      : try? alone {
        try withBackend(ReferenceBackend()) {
          try stepByStep(.float64).map { try $0.value.host() }
        }
      }
    let fits = wide?.map(\.shape) == results.map(\.shape)
    return try ProgramBounds(tensors, like: results, wide: fits ? wide : nil)
  }

  /// The result of `body`, whose names and seeds do not depend on what ran before.
  private func alone<R>(_ body: () throws -> R) throws -> R {
    try withFreshNames { try withRandomSeed(1) { try checking(body) } }
  }
}

extension KerasCase {
  /// The names of the operations that `mode` runs; `nil` where that is several programs.
  package func operations(_ mode: KerasMode) -> Set<String>? {
    try? alone {
      try withBackend(ReferenceBackend()) {
        try function(mode)?.traced().program.main?.block.operationNames
      }
    }
  }

  /// The case of another object.
  package func with(_ serialized: JSON) -> KerasCase {
    var one = self
    one.serialized = serialized
    return one
  }
}
