import Touchstone

/// A transformation whose program is asked of a backend.
enum TransformItem: String, CaseIterable {
  case jvp, vjp, vmap
  case vmapOfVJP = "vmap of vjp"
}

extension Item {
  /// Tangents, cotangents and batches of every operation that has a derivative, each as one program.
  ///
  /// What the laws show to hold of the reference by differences is here what a backend is compared with.
  public static func transforms(seed: UInt64 = 0) -> [Item] {
    var counts: [[String]: Int] = [:]
    return LawSamples.primitives.flatMap { sample in
      let area = Headings.area(of: sample.operation)
      // Samples of one operation may share a name, items must not.
      counts[[sample.operation, sample.name], default: 0] += 1
      let number = counts[[sample.operation, sample.name]] ?? 1
      let label = number == 1 ? sample.name : "\(sample.name) \(number)"
      return TransformItem.allCases.filter { $0.applies(to: sample) }.map { transform in
        let name = label.isEmpty ? transform.rawValue : "\(transform.rawValue), \(label)"
        return Item(
          .transforms, area: area, heading: sample.operation, name: name,
          keys: ["transforms \(sample.operation) \(transform == .vjp ? "backward" : "forward")"]
        ) { backend, _ in
          let one = ComputedCase(area: area, heading: sample.operation, name: name) {
            try transform.program(of: sample, seed: seed)
          }
          return Judge([backend]).verdicts(one)[0]
        }
      }
    }
  }
}

extension TransformItem {
  fileprivate func applies(to sample: LawSample) -> Bool {
    switch self {
    case .jvp, .vjp: sample.laws.contains(.adjoint)
    case .vmap: sample.laws.contains(.vmap)
    case .vmapOfVJP: sample.laws.contains(.vmapOfVJP)
    }
  }

  /// The transformed program of `sample`, and operands drawn for it.
  func program(of sample: LawSample, seed: UInt64) throws -> (Program, [HostTensor]) {
    let number = Int(truncatingIfNeeded: seed % 1_000_003) * 2
    return try withBackend(ReferenceBackend()) {
      let point = try Laws.hosts(sample.point(number))
      let recording = try Flat.record(sample.function, point.map(\.type))
      let captured = try Laws.hosts(recording.captured)
      let program = Program(recording.block)
      var stream = Laws.Stream(seed: 77 &+ seed)
      func directions(_ types: [TensorType]) -> [HostTensor] {
        types.filter(\.dtype.isDifferentiable).map { Laws.random($0, &stream) }
      }
      let types = recording.block.parameters
      switch self {
      case .jvp:
        return (try program.jvp(), captured + point + directions(types))
      case .vjp:
        let cotangent = directions(Array(recording.block.resultTypes.prefix(1)))
        return (try program.grad(cotangent: true), captured + point + cotangent)
      case .vmap, .vmapOfVJP:
        let other = try Laws.hosts(sample.point(number + 1))
        let isBackward = self == .vmapOfVJP
        let inner = isBackward ? try program.grad(cotangent: true) : program
        let axes: [Int?] =
          captured.map { _ in nil } + point.map { $0.dtype == .token ? nil : 0 }
          + (isBackward ? [nil] : [])
        let cotangent =
          isBackward ? directions(Array(recording.block.resultTypes.prefix(1))) : []
        return (
          try inner.vmap(inAxes: axes, axisSize: 2),
          captured + zip(point, other).map { $0.dtype == .token ? $0 : Self.stacked($0, $1) }
            + cotangent
        )
      }
    }
  }

  /// Both along a new first axis.
  private static func stacked(_ x: HostTensor, _ y: HostTensor) -> HostTensor {
    HostTensor(TensorType(x.dtype, [2] + x.shape)) { bytes in
      for (i, part) in [x, y].enumerated() {
        part.withBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: bytes[(i * source.count)...])
            .copyMemory(from: source)
        }
      }
    }
  }
}
