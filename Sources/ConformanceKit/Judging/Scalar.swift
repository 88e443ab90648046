import Foundation
import Touchstone

/// Functions of plain numbers that bounds need.
enum Scalar {
  static func log2(_ x: Double) -> Double { Foundation.log2(x) }
}

extension HostTensor {
  /// The elements as complex numbers.
  var wideComplexes: [WideComplex] {
    dtype.isComplex ? complexes : doubles.map { WideComplex($0) }
  }

  /// The magnitude of each element, as a double.
  var moduli: [Double] {
    switch wide {
    case .float(let x): x.map(\.magnitude)
    case .complex(let x): x.map { ($0.real * $0.real + $0.imaginary * $0.imaginary).squareRoot() }
    case .signed(let x): x.map { Double($0).magnitude }
    case .unsigned(let x): x.map { Double($0) }
    case .boolean(let x): x.map { $0 ? 1 : 0 }
    }
  }
}
