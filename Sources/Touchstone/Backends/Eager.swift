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

/// `operation` of two small tensors of one type, or `nil` where it takes the way that all
/// operations take: under an interpreter, for errors, on a backend that is not made of kernels.
///
/// The most frequent operations of eager programs are spared the lists of operands and types.
func evaluatedPair(_ operation: Binary, _ x: Tensor, _ y: Tensor) -> Tensor? {
  guard case .host(let a) = x.payload, case .host(let b) = y.payload,
    a.storage.byteCount < MemoryPool.smallest, Context.interpreter == nil,
    let backend = Backends.choice.kernels
  else { return nil }
  let type = a.type
  guard operation.accepts(type.dtype.family), type == b.type,
    let kernel = backend.kernel(for: operation, pairOf: type)
  else { return nil }
  var operands = [a, b]
  return (try? kernel(&operands, [type], EvaluationContext(runner: backend))).map { Tensor($0[0]) }
}
