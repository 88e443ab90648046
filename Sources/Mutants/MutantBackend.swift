import Synchronization

/// What one kernel keeps from one run to the next.
package final class KernelMemory: Sendable {
  private let kept = Mutex<[HostTensor]?>(nil)

  /// What was kept before, `new` being kept from now on.
  func exchange(_ new: [HostTensor]) -> [HostTensor]? {
    kept.withLock { old in
      defer { old = new }
      return old
    }
  }
}

/// A backend of kernels some of which are altered.
package struct MutantBackend: KernelBackend {
  package let name: String
  private let base: any KernelBackend
  private let counter: ReachCounter
  private let isAltered: @Sendable (any Primitive, [TensorType]) -> Bool
  private let alteration: Mutant.Alteration
  private let countsPayloads: Bool

  /// `base` with `alteration` for the operations of which `isAltered` holds; whether one NaN in place of
  /// another counts as a difference is said by `countsPayloads`.
  package init(
    _ base: any KernelBackend, _ id: String, _ counter: ReachCounter, countsPayloads: Bool = true,
    where isAltered: @escaping @Sendable (any Primitive, [TensorType]) -> Bool,
    _ alteration: @escaping Mutant.Alteration
  ) {
    (self.base, self.counter) = (base, counter)
    (self.isAltered, self.alteration) = (isAltered, alteration)
    self.countsPayloads = countsPayloads
    name = "\(base.name) \(id)"
  }

  package func kernel(for operation: any Primitive, _ operands: [TensorType]) -> Kernel? {
    let right = base.kernel(for: operation, operands)
    guard isAltered(operation, operands) else { return right }
    let memory = KernelMemory()
    return { [counter, alteration, countsPayloads] operands, types, context in
      let kept = operands
      let results =
        try right.map { try $0(&operands, types, context) }
        ?? operation.evaluate(operands, types, in: context)
      operands = []
      let application = Mutant.Application(
        operation: operation, operands: kept, types: types, context: context, right: results,
        memory: memory)
      let wrong = try alteration(application) ?? results
      counter.note(
        differs: wrong != results && (countsPayloads || !Self.areAlike(wrong, results)))
      // Kernels that follow rely on the types, and would read beyond a smaller result.
      if wrong.map(\.type) != types {
        throw TensorError(
          operation.name, "", kept.map(\.type),
          "gave \(wrong.map(\.type)) where \(types) is what the type rule says")
      }
      return wrong
    }
  }

  /// Whether two lists differ in nothing but which NaN stands for a NaN.
  private static func areAlike(_ x: [HostTensor], _ y: [HostTensor]) -> Bool {
    func parts(_ x: HostTensor) -> [Double] {
      x.dtype.isComplex ? x.complexes.flatMap { [$0.real, $0.imaginary] } : x.doubles
    }
    return x.map(\.type) == y.map(\.type)
      && zip(x, y).allSatisfy { x, y in
        guard x != y else { return true }
        guard x.dtype.isFloat || x.dtype.isComplex else { return false }
        return zip(parts(x), parts(y)).allSatisfy {
          $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
        }
      }
  }
}

extension [any Buffer] {
  /// Puts the first of these results where `argument` lies, if it fits there.
  func overwrite(_ argument: (any Buffer)?, _ counter: ReachCounter) {
    guard let argument = argument as? HostTensor, let result = first as? HostTensor,
      result.type == argument.type, result.type.byteCount > 0
    else { return }
    counter.note(differs: result != argument)
    argument.overwrite(with: result)
  }
}
