/// How products of one family of elements are summed: what dot products and convolutions share.
protocol ProductSum {
  associatedtype Element: BitwiseCopyable
  static var zero: Element { get }
  static var one: Element { get }
  /// The sum of `x[i] · y[i]` for the first `count` elements, in that order.
  static func sum(_ x: UnsafePointer<Element>, _ y: UnsafePointer<Element>, _ count: Int) -> Element
}

/// Dtypes up to f32: their products are exact in `Double`.
enum PlainProducts: ProductSum {
  static let zero = 0.0
  static let one = 1.0
  static func sum(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += x[i] * y[i] }
    return sum
  }
}

enum CompensatedProducts: ProductSum {
  static let zero = 0.0
  static let one = 1.0
  static func sum(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int) -> Double {
    var sum = DotAccumulator()
    for i in 0..<count { sum.add(x[i], times: y[i]) }
    return sum.value
  }
}

enum SignedProducts: ProductSum {
  static let zero: Int64 = 0
  static let one: Int64 = 1
  static func sum(_ x: UnsafePointer<Int64>, _ y: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    var sum: Int64 = 0
    for i in 0..<count { sum &+= x[i] &* y[i] }
    return sum
  }
}

enum UnsignedProducts: ProductSum {
  static let zero: UInt64 = 0
  static let one: UInt64 = 1
  static func sum(_ x: UnsafePointer<UInt64>, _ y: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
    var sum: UInt64 = 0
    for i in 0..<count { sum &+= x[i] &* y[i] }
    return sum
  }
}

enum BooleanProducts: ProductSum {
  static let zero = false
  static let one = true
  static func sum(_ x: UnsafePointer<Bool>, _ y: UnsafePointer<Bool>, _ count: Int) -> Bool {
    for i in 0..<count where x[i] && y[i] { return true }
    return false
  }
}

enum PlainComplexProducts: ProductSum {
  static let zero = WideComplex(0)
  static let one = WideComplex(1)
  static func sum(
    _ x: UnsafePointer<WideComplex>, _ y: UnsafePointer<WideComplex>, _ count: Int
  ) -> WideComplex {
    var sum = WideComplex(0)
    for i in 0..<count {
      sum.real += x[i].real * y[i].real - x[i].imaginary * y[i].imaginary
      sum.imaginary += x[i].real * y[i].imaginary + x[i].imaginary * y[i].real
    }
    return sum
  }
}

enum CompensatedComplexProducts: ProductSum {
  static let zero = WideComplex(0)
  static let one = WideComplex(1)
  static func sum(
    _ x: UnsafePointer<WideComplex>, _ y: UnsafePointer<WideComplex>, _ count: Int
  ) -> WideComplex {
    var real = DotAccumulator()
    var imaginary = DotAccumulator()
    for i in 0..<count {
      real.add(x[i].real, times: y[i].real)
      real.add(-x[i].imaginary, times: y[i].imaginary)
      imaginary.add(x[i].real, times: y[i].imaginary)
      imaginary.add(x[i].imaginary, times: y[i].real)
    }
    return WideComplex(real.value, imaginary.value)
  }
}

/// What is computed from sums of products, whatever the family of the elements.
protocol ProductBody {
  /// The elements of the result.
  func elements<P: ProductSum>(
    _: P.Type, _ lhs: UnsafePointer<P.Element>, _ rhs: UnsafePointer<P.Element>
  ) -> [P.Element]
}

extension ProductBody {
  /// The result, not empty, for `lhs` and `rhs`, summed in the wide type of the result's family.
  func result(_ lhs: HostTensor, _ rhs: HostTensor, _ type: TensorType) -> HostTensor {
    let isDouble = [lhs.dtype, rhs.dtype, type.dtype].contains { $0.realPart == .f64 }
    let (x, y) = (lhs.inFamily(of: type.dtype), rhs.inFamily(of: type.dtype))
    switch type.dtype.family {
    case .float where isDouble:
      return HostTensor(type, doubles: elements(CompensatedProducts.self, x.doubles, y.doubles))
    case .float:
      return HostTensor(type, doubles: elements(PlainProducts.self, x.doubles, y.doubles))
    case .complex where isDouble:
      let sums = elements(CompensatedComplexProducts.self, x.complexes, y.complexes)
      return HostTensor(type, complexes: sums)
    case .complex:
      return HostTensor(
        type, complexes: elements(PlainComplexProducts.self, x.complexes, y.complexes))
    case .signed:
      return HostTensor(
        type, signed: elements(SignedProducts.self, x.signedIntegers, y.signedIntegers))
    case .unsigned:
      return HostTensor(
        type, unsigned: elements(UnsignedProducts.self, x.unsignedIntegers, y.unsignedIntegers))
    default:
      return HostTensor(type, booleans: elements(BooleanProducts.self, x.booleans, y.booleans))
    }
  }
}

extension HostTensor {
  /// The elements in a dtype of the family of `dtype`, as wide as conversion needs to be exact.
  fileprivate func inFamily(of dtype: DType) -> HostTensor {
    if self.dtype.family == dtype.family { return self }
    switch dtype.family {
    case .float: return converted(to: .f64)
    case .complex: return converted(to: .complex128)
    default: return converted(to: dtype)
    }
  }
}

extension TensorType {
  /// The flat positions that an index along `dimensions` alone adds, in row-major order over them.
  func offsets(along dimensions: [Int]) -> [Int] {
    if dimensions.contains(where: { shape[$0] == 0 }) { return [] }
    let strides = self.strides
    var offsets = [0]
    for dimension in dimensions {
      let (size, stride) = (shape[dimension], strides[dimension])
      var next: [Int] = []
      next.reserveCapacity(offsets.count * size)
      for offset in offsets {
        for i in 0..<size { next.append(offset + i * stride) }
      }
      offsets = next
    }
    return offsets
  }
}

extension Array {
  /// An array that `fill` writes every element of.
  init(filling count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void)
  where Element: BitwiseCopyable {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(.init(rebasing: buffer[0..<count]))
      initialized = count
    }
  }
}
