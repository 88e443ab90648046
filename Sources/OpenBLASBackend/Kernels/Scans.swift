import Touchstone

extension KernelTable {
  /// Loops that go through slices of memory as they lie there.
  mutating func addScans() {
    add(Scan.self) { scan, _ in
      guard scan.dimension == 0 else { return nil }
      return { x, types, context in
        let slices = ScanSlices(scan, x.map(\.type), types)
        let outputs = slices.outputTypes.map { HostTensor(uninitialized: $0) }
        let captures = Array(x.prefix(scan.captureCount))
        let inputs = Array(x[slices.inputs])
        var carries = Array(x[slices.carries])
        // The body gets the only reference to what is carried, so that it may reuse the memory.
        x = []
        for place in slices.places {
          var arguments = captures
          for input in inputs { arguments.append(input.slice(place)) }
          arguments += carries
          carries = []
          carries = try context.run(scan.body, consume arguments)
          for (output, slice) in zip(outputs, carries) { slices.put(slice, place, into: output) }
          carries.removeFirst(outputs.count)
        }
        return outputs + carries
      }
    }
  }
}

/// How a scan along the first dimension goes through its operands.
package struct ScanSlices: Sendable {
  /// Which operands are sliced, and which are carried; those before are captured.
  package let inputs: Range<Int>
  package let carries: Range<Int>
  /// The types of what is stacked.
  package let outputTypes: [TensorType]
  /// The places in the order in which they are visited.
  package let places: [Int]

  package init(_ scan: Scan, _ operands: [TensorType], _ types: [TensorType]) {
    let first = scan.captureCount
    inputs = first..<first + scan.inputCount(operands.dropFirst(first))
    carries = inputs.upperBound..<operands.count
    outputTypes = Array(types.dropLast(carries.count))
    let length = operands[inputs.lowerBound].shape[0]
    places = scan.isReverse ? (0..<length).reversed() : Array(0..<length)
  }

  /// Copies what a step gave to its place in an output that nobody else has seen.
  package func put(_ slice: HostTensor, _ place: Int, into output: HostTensor) {
    output.storage.base.advanced(by: place * slice.type.byteCount)
      .copyMemory(from: slice.storage.base, byteCount: slice.type.byteCount)
  }
}

extension HostTensor {
  /// The slice at `place` along the first dimension, in the same memory.
  package func slice(_ place: Int) -> HostTensor {
    let type = self.type.with(shape: Array(shape.dropFirst()))
    return part(at: place * type.byteCount, type)
  }
}
