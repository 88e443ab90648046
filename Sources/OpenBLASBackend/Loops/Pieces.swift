import Synchronization
import Touchstone
import Workers

/// What one element costs, compared with an addition.
enum Cost: Int {
  /// Arithmetic, comparisons, conversions.
  case plain = 1
  /// A function of the mathematics library.
  case function = 8
  /// A series or a continued fraction.
  case series = 64
}

extension KernelTable {
  /// A kernel on each element by itself, whose operands are all of the result's shape or scalars,
  /// made to be run on pieces of them where loops are shared out.
  ///
  /// The loops of such kernels are compiled with their operation inlined, which a loop handed to
  /// other threads would not be; so these get the kernel, and short tensors.
  static func inPieces(_ kernel: @escaping Kernel, _ cost: Cost = .plain) -> Kernel {
    { x, types, context in
      guard Work.isShared, let type = types.first, isCut(type.count, cost),
        x.allSatisfy({ $0.count == type.count || $0.type.rank == 0 })
      else { return try kernel(&x, types, context) }
      return [try cut(&x, type, cost) { try kernel(&$0, $1, context) }]
    }
  }
}

/// The result of `body` on `x`, which it makes element by element.
func inPieces(
  _ x: HostTensor, _ type: TensorType, _ cost: Cost = .plain,
  _ body: (inout [HostTensor], [TensorType]) -> [HostTensor]
) -> HostTensor {
  var operands = [x]
  if !Work.isShared || !isCut(type.count, cost) { return body(&operands, [type])[0] }
  return cut(&operands, type, cost, body)
}

private func pieceSize(_ cost: Cost) -> Int { Work.piece(Work.plainPiece * 2 / cost.rawValue) }

private func isCut(_ count: Int, _ cost: Cost) -> Bool { count > pieceSize(cost) }

/// What `body` makes of pieces of `operands`, each tensor of `type`'s shape or a scalar.
private func cut<E: Error>(
  _ operands: inout [HostTensor], _ type: TensorType, _ cost: Cost,
  _ body: (inout [HostTensor], [TensorType]) throws(E) -> [HostTensor]
) throws(E) -> HostTensor {
  let width = type.dtype.byteWidth
  let donor = operands.indices.first {
    operands[$0].count == type.count && operands[$0].dtype.byteWidth == width
      && operands[$0].isUniquelyReferenced()
  }
  let result: HostTensor
  if let donor {
    result = operands[donor]
  } else {
    result = HostTensor(uninitialized: type)
  }
  let target = result.storage.base
  let x = operands
  let size = pieceSize(cost)
  let (whole, last) = (PieceTypes(x, type, size), PieceTypes(x, type, (type.count - 1) % size + 1))
  let failure = Mutex<E?>(nil)
  Work.forEach((type.count - 1) / size + 1) { number in
    let first = number * size
    let types = first + size <= type.count ? whole : last
    let place = target + first * width
    var pieces = x.indices.map { i in
      i == donor
        ? HostTensor(types.operands[i], in: place)
        : types.isScalar[i]
          ? x[i] : x[i].part(at: first * x[i].dtype.byteWidth, types.operands[i])
    }
    let bytes = UnsafeMutableRawBufferPointer(start: place, count: types.result[0].byteCount)
    if donor == nil { Work.offer(bytes) }
    defer { Work.withdrawOffer() }
    do throws(E) {
      let made = try body(&pieces, types.result)[0]
      made.withBytes { if $0.baseAddress != UnsafeRawPointer(place) { bytes.copyMemory(from: $0) } }
    } catch {
      failure.withLock { $0 = error }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  if donor == nil { return result }
  operands = []
  return result.reinterpreted(as: type)
}

/// The types of a piece of each operand and of the result.
private struct PieceTypes {
  let operands: [TensorType]
  let isScalar: [Bool]
  let result: [TensorType]

  init(_ x: [HostTensor], _ type: TensorType, _ count: Int) {
    isScalar = x.map { $0.type.rank == 0 && type.rank > 0 }
    operands = zip(x, isScalar).map { $1 ? $0.type : TensorType($0.dtype, [count]) }
    result = [TensorType(type.dtype, [count])]
  }
}
