/// A body made of constants and elementwise operations alone: applied to vectors in place of its
/// scalars it does at each place what it does to scalars, so that many elements run at once.
struct ElementwiseBody {
  private let block: Block

  init?(_ block: Block) {
    guard block.parameters.allSatisfy({ $0.rank == 0 && $0.dtype.isElement }) else { return nil }
    for equation in block.equations {
      switch equation.operation {
      case is Abs, is Binary, is Clamp, is Compare, is Convert, is Predicate, is Select, is Unary:
        continue
      case let constant as Constant where constant.value.type.rank == 0: continue
      default: return nil
      }
    }
    self.block = block
  }

  /// The results for `count` elements; an argument that is a scalar is the same for all.
  func run(
    _ arguments: [HostTensor], count: Int, in context: EvaluationContext
  ) throws -> [HostTensor] {
    var values = arguments.map { $0.type.rank == 0 ? $0.repeated(count) : $0 }
    for equation in block.equations {
      if let constant = equation.operation as? Constant {
        values.append(constant.value.repeated(count))
      } else {
        values += try equation.operation.evaluate(
          equation.operands.map { values[$0] }, equation.types.map { $0.with(shape: [count]) },
          in: context)
      }
    }
    return block.results.map { values[$0] }
  }
}

extension HostTensor {
  /// A vector of `count` times the only element.
  func repeated(_ count: Int) -> HostTensor {
    let width = dtype.byteWidth
    return withBytes { element in
      HostTensor(type.with(shape: [count])) { bytes in
        guard let start = bytes.baseAddress, let source = element.baseAddress, count > 0 else {
          return
        }
        // Each copy doubles what is there.
        start.copyMemory(from: source, byteCount: width)
        var done = width
        while done < bytes.count {
          let more = min(done, bytes.count - done)
          (start + done).copyMemory(from: start, byteCount: more)
          done += more
        }
      }
    }
  }

  /// The elements of a tensor of any shape, and after them the scalar `last`.
  func appending(_ last: HostTensor) -> HostTensor {
    HostTensor(type.with(shape: [count + 1])) { bytes in
      withBytes { bytes.copyMemory(from: .init(rebasing: $0.prefix(type.byteCount))) }
      last.withBytes {
        UnsafeMutableRawBufferPointer(rebasing: bytes[type.byteCount...])
          .copyMemory(from: .init(rebasing: $0.prefix(last.type.byteCount)))
      }
    }
  }

  /// The tensor of `type` whose elements are those of `parts`, one after the other.
  init(_ type: TensorType, joining parts: [HostTensor]) {
    self.init(type) { bytes in
      var start = 0
      for part in parts {
        let size = part.type.byteCount
        part.withBytes {
          UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + size])
            .copyMemory(from: .init(rebasing: $0.prefix(size)))
        }
        start += size
      }
    }
  }
}
