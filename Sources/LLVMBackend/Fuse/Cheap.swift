import Touchstone

extension HostTensor {
  /// The element that all elements are, bit for bit, as a scalar; `nil` if they differ.
  var repeatedElement: HostTensor? {
    guard count > 0, dtype.isElement else { return nil }
    let width = dtype.byteWidth
    let isSame = withBytes { $0.dropFirst(width).elementsEqual($0.dropLast(width)) }
    return isSame ? scalar(at: 0) : nil
  }
}

extension Primitive {
  /// Whether doing it again costs less than memory for its result.
  var isCheap: Bool {
    switch self {
    case let unary as Unary: [.negate, .not, .square, .conj, .sign].contains(unary)
    case let binary as Binary:
      [.add, .subtract, .multiply, .and, .or, .xor, .maximum, .minimum].contains(binary)
    case is Abs, is Compare, is Convert, is Select, is Predicate, is BitcastConvert, is Clamp: true
    default: false
    }
  }
}
