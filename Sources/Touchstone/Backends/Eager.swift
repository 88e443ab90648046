// Operations evaluated by themselves, outside any program. On a few elements the arithmetic takes
// nothing; what counts are the lists and objects that are made on the way.

extension KernelBackend {
  /// Runs one operation at once.
  public func evaluate(_ operation: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let results = try evaluated(operation, operands, on: self)
    return results.count == 1 ? [Tensor(results[0])] : results.map { Tensor($0) }
  }
}

/// The results of one operation.
///
/// Not generic in the backend: what is left generic is paid for at each call.
private func evaluated(
  _ operation: any Primitive, _ operands: [Tensor], on backend: any KernelBackend
) throws -> [HostTensor] {
  var values = try operands.map { try $0.host() }
  let operandTypes = values.map { $0.type }
  let types = try operation.resultTypes(operandTypes)
  let context = EvaluationContext(runner: backend)
  if let kernel = backend.kernel(for: operation, operandTypes) {
    try requireMemory(for: operation, types)
    return try kernel(&values, types, context)
  }
  try requireMemory(for: operation, types, besides: operation.workBytes(operandTypes, types))
  return try operation.evaluate(values, types, in: context)
}

/// Throws if results of `types`, and `work` bytes for a while, are larger than all memory, or than
/// what tensors leave of it.
private func requireMemory(
  for operation: any Primitive, _ types: [TensorType], besides work: Int = 0
) throws(TensorError) {
  var isLarge = false
  for type in types where type.clampedByteCount >= MemoryPool.smallest { isLarge = true }
  if !isLarge { return }
  for type in types { try type.requireMemory(operation.name) }
  let newBytes = operation.newBytes(types).addingClamped(work)
  if newBytes > 0 { try MemoryPool.requireRoom(newBytes, operation.name) }
}

/// Arithmetic on so many elements that lie side by side, from two places in memory into a third.
package typealias PairLoop =
  @Sendable (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Int) -> Void

/// A backend with plain loops for the arithmetic that eager programs are made of: on a few elements
/// the lists that a kernel takes and gives cost more than what it computes.
package protocol PairLoopBackend: KernelBackend {
  /// The loop for `operation` on two tensors of `dtype`, which the operation accepts; it gives the
  /// same dtype, and the same bits as the kernel does.
  func pairLoop(for operation: Binary, _ dtype: DType) -> PairLoop?
}

/// Tensors of more bytes go to kernels.
private let smallPair = 1024

/// `operation` of two small tensors of one type, or `nil` where it takes the way that all
/// operations take: under an interpreter, for errors, on a backend that is not made of kernels.
///
/// The most frequent operations of eager programs are spared the lists of operands and types.
func evaluatedPair(_ operation: Binary, _ x: Tensor, _ y: Tensor) -> Tensor? {
  guard case .host(let a) = x.payload, case .host(let b) = y.payload,
    a.storage.byteCount < MemoryPool.smallest, Context.interpreter == nil
  else { return nil }
  let choice = Backends.choice
  let type = a.type
  if a.storage.byteCount <= smallPair,
    let loop = choice.pairs?.pairLoop(for: operation, type.dtype), type == b.type
  {
    let result = HostTensor(uninitialized: type)
    loop(a.storage.base, b.storage.base, result.storage.base, type.count)
    return Tensor(result)
  }
  guard let backend = choice.kernels, operation.accepts(type.dtype.family), type == b.type,
    let kernel = backend.kernel(for: operation, pairOf: type)
  else { return nil }
  var operands = [a, b]
  return (try? kernel(&operands, [type], EvaluationContext(runner: backend))).map { Tensor($0[0]) }
}
