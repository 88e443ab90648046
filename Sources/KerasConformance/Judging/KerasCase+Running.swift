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

  /// The results for `mode` in double precision; `nil` where there are none.
  package func doubled(_ mode: KerasMode, like results: [HostTensor]) -> [HostTensor]? {
    try? alone {
      try withBackend(ReferenceBackend()) {
        guard let function = try function(mode) else {
          if kind == .function { return nil }
          let wide = try stepByStep(.float64).map { try $0.value.host() }
          return wide.map(\.shape) == results.map(\.shape) ? wide : nil
        }
        let traced = try function.traced()
        return DoublePrecision.results(of: traced.program, traced.operands, like: results)
      }
    }
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
