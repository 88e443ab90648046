/// Values of several processes combined element by element by a body, in the order of the group.
struct Combining {
  let body: Block
  let captures: [HostTensor]
  let context: EvaluationContext

  /// The combination of `values`, at least one, all of one type, with the dtype of `type`.
  ///
  /// A body that is one known monoid accumulates wide and is rounded once; any other runs step by
  /// step in its own dtype.
  func combine(_ values: [HostTensor], _ type: TensorType) throws -> HostTensor {
    let values = values.map { $0.converted(to: type.dtype) }
    if values.count == 1 { return values[0] }
    if let wide = wideResult(values) { return HostTensor(type, wide) }
    var scalars: [HostTensor] = []
    scalars.reserveCapacity(type.count)
    for i in 0..<type.count {
      var accumulated = values[0].scalar(at: i)
      for value in values.dropFirst() {
        accumulated = try context.run(body, captures + [accumulated, value.scalar(at: i)])[0]
      }
      scalars.append(accumulated)
    }
    return HostTensor(type, scalars: scalars)
  }

  private func wideResult(_ values: [HostTensor]) -> Wide? {
    guard let operation = Reduction.monoids(in: body, captureCount: captures.count)?.first
    else { return nil }
    let row = operation.row
    let width = values[0].dtype.bitWidth
    switch values[0].wide {
    case .float:
      let parts = values.map(\.doubles)
      if operation == .add {
        return .float(
          parts[0].indices.map { i in
            var sum = DotAccumulator(parts[0][i])
            for part in parts.dropFirst() { sum.add(part[i]) }
            return sum.value
          })
      }
      guard let combine = row.float else { return nil }
      let format = FloatFormat(11, 52)
      return .float(fold(parts) { combine($0, $1, format) })
    case .complex:
      let parts = values.map(\.complexes)
      if operation == .add {
        let real = sums(parts.map { $0.map(\.real) })
        let imaginary = sums(parts.map { $0.map(\.imaginary) })
        return .complex(zip(real, imaginary).map { WideComplex($0, $1) })
      }
      guard let combine = row.complex else { return nil }
      let format = FloatFormat(11, 52)
      return .complex(fold(parts) { combine($0, $1, format) })
    case .signed:
      guard let combine = row.signed else { return nil }
      return .signed(fold(values.map(\.signedIntegers)) { combine($0, $1, width) })
    case .unsigned:
      guard let combine = row.unsigned else { return nil }
      return .unsigned(fold(values.map(\.unsignedIntegers)) { combine($0, $1, width) })
    case .boolean:
      guard let combine = row.boolean else { return nil }
      return .boolean(fold(values.map(\.booleans), combine))
    }
  }

  private func sums(_ parts: [[Double]]) -> [Double] {
    parts[0].indices.map { i in
      var sum = DotAccumulator(parts[0][i])
      for part in parts.dropFirst() { sum.add(part[i]) }
      return sum.value
    }
  }

  private func fold<T>(_ parts: [[T]], _ combine: (T, T) -> T) -> [T] {
    parts.dropFirst().reduce(parts[0]) { sum, part in zip(sum, part).map(combine) }
  }
}

extension Primitive {
  /// The dtype that `body` computes in, if it combines two scalars of one dtype that each of
  /// `inputs` may be converted to without loss; otherwise the violation of `clause`.
  func combiningDType(
    _ body: Block, _ inputs: ArraySlice<TensorType>, _ x: [TensorType], _ clause: String
  ) throws(TensorError) -> DType {
    let results = body.resultTypes
    guard results.count == 1, results[0].rank == 0, results[0].dtype.isElement,
      body.parameters == Array(x.prefix(captureCount)) + [results[0], results[0]]
    else {
      throw violation(
        clause, x,
        "the body must take two scalars of one dtype and give one of the same, it takes "
          + "\(body.parameters.dropFirst(captureCount)) and gives \(results)")
    }
    let dtype = results[0].dtype
    for input in inputs {
      guard input.dtype.isPromotable(to: dtype) else {
        throw violation(clause, x, "\(input.dtype) cannot be promoted to the body's \(dtype)")
      }
    }
    return dtype
  }
}

extension HostTensor {
  /// `parts`, equal in shape but along `axis`, one after another along it.
  static func joining(_ parts: [HostTensor], along axis: Int) -> HostTensor {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let type = parts[0].type.with(shape: shape)
    let inner = shape[(axis + 1)...].reduce(type.dtype.byteWidth, *)
    let outer = shape[..<axis].reduce(1, *)
    return HostTensor(type) { bytes in
      var offset = 0
      for i in 0..<outer {
        for part in parts {
          let width = part.shape[axis] * inner
          part.withBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + width])
              .copyMemory(from: .init(rebasing: source[i * width..<(i + 1) * width]))
          }
          offset += width
        }
      }
    }
  }

  /// The `index`-th of `count` equal parts along `axis`.
  func part(_ index: Int, of count: Int, along axis: Int) -> HostTensor {
    var shape = self.shape
    shape[axis] /= count
    let inner = shape[(axis + 1)...].reduce(dtype.byteWidth, *)
    let outer = shape[..<axis].reduce(1, *)
    let width = shape[axis] * inner
    return withBytes { source in
      HostTensor(type.with(shape: shape)) { bytes in
        for i in 0..<outer {
          let from = (i * count + index) * width
          UnsafeMutableRawBufferPointer(rebasing: bytes[i * width..<(i + 1) * width])
            .copyMemory(from: .init(rebasing: source[from..<from + width]))
        }
      }
    }
  }
}
