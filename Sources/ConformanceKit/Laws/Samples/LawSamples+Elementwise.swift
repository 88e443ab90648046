import Touchstone

extension LawSamples {
  static let elementwise: [LawSample] = unary + binary + otherElementwise

  /// A range in which a function of one number is smooth.
  private static func domain(_ operation: Unary) -> ClosedRange<Double> {
    switch operation {
    case .acosh: 1.25...6
    case .acos, .asin, .atanh, .erfInv: -0.8...0.8
    case .log, .sqrt, .rsqrt, .lgamma, .digamma: 0.25...4.5
    case .logPlusOne: -0.6...3
    case .tan, .chloTan: -1.3...1.3
    default: -2.4...2.4
    }
  }

  private static let unary: [LawSample] = Unary.allCases.flatMap { operation -> [LawSample] in
    var samples: [LawSample] = []
    if operation.accepts(.float) {
      let range = domain(operation)
      for shape in [[5], [2, 3]] {
        samples.append(
          LawSample(operation.name, "\(shape)", at: { [$0.grid(shape, in: range)] }) {
            bind(operation, $0)
          })
      }
    }
    // The derivative of the sign of a complex number has no rule that is linear over ℂ.
    if operation.accepts(.complex), operation != .sign {
      samples.append(
        LawSample(
          operation.name, "complex", at: { [$0.numbers([3], .complex128, in: 0.25...1.25)] }
        ) { bind(operation, $0) })
    }
    return samples
  }

  private static let binary: [LawSample] = Binary.allCases.flatMap { operation -> [LawSample] in
    var samples: [LawSample] = []
    if operation.accepts(.float) {
      switch operation {
      // A step from one number to its neighbour has no derivative.
      case .nextAfter: break
      case .polygamma:
        // The order is a whole number, and held fixed.
        samples.append(
          LawSample("polygamma", at: { [$0.numbers([3], in: 0.5...3)] }) {
            [polygamma(Tensor([1.0, 2, 0]), $0[0])]
          })
      case .zeta:
        samples.append(
          LawSample("zeta", at: { [$0.numbers([3], in: 0.5...3)] }) {
            [zeta(Tensor([1.5, 2, 4.25]), $0[0])]
          })
      default:
        samples.append(
          LawSample(operation.name, at: { operands(of: operation, [5], $0) }) {
            bind(operation, $0)
          })
        samples.append(
          LawSample(operation.name, "with itself", at: { [$0.grid([2, 3], in: 0.5...2)] }) {
            [bind(operation, $0[0], $0[0] + Tensor(3.0))]
          })
      }
    }
    if operation.accepts(.complex) {
      samples.append(
        LawSample(
          operation.name, "complex",
          at: {
            [
              $0.numbers([3], .complex128, in: 0.5...1.5),
              $0.numbers([3], .complex128, in: 0.5...1.5),
            ]
          }
        ) { bind(operation, $0) })
    }
    return samples
  }

  /// Two operands at which `operation` is smooth.
  static func operands(of operation: Binary, _ shape: [Int], _ draw: Draw) -> [Tensor] {
    switch operation {
    case .power: [draw.numbers(shape, in: 0.4...2), draw.numbers(shape)]
    // Within one period of the divisor.
    case .remainder: [draw.numbers(shape, in: -1.9...1.9), draw.numbers(shape, in: 2.1...2.9)]
    case .divide: [draw.numbers(shape), draw.numbers(shape, in: 0.5...2)]
    default: [draw.grid(shape), draw.grid(shape, offset: -0.03125)]
    }
  }

  private static let otherElementwise: [LawSample] = [
    LawSample("abs", at: { [$0.grid([5])] }) { [abs($0[0])] },
    LawSample("abs", "complex", at: { [$0.numbers([3], .complex128, in: 0.25...2)] }) {
      [abs($0[0])]
    },
    LawSample(
      "clamp",
      at: { [$0.numbers([5], in: -1.5 ... -0.5), $0.grid([5]), $0.numbers([5], in: 1...2)] }
    ) { [clamp($0[0], $0[1], $0[2] + Tensor(0.01))] },
    LawSample(
      "clamp", "scalar bounds",
      at: { [$0.scalar(in: -1.02 ... -1), $0.grid([2, 3]), $0.scalar(in: 1.05...1.07)] }
    ) { [clamp($0[0], $0[1], $0[2])] },
    LawSample("complex", at: { [$0.numbers([2, 3]), $0.numbers([2, 3])] }) {
      [complex($0[0], $0[1])]
    },
    LawSample("real", at: { [$0.numbers([5], .complex128)] }) { [real($0[0])] },
    LawSample("imag", at: { [$0.numbers([5], .complex128)] }) { [imag($0[0])] },
    LawSample("convert", "to complex", at: { [$0.numbers([3])] }) {
      [convert($0[0], to: .complex128)]
    },
    LawSample("convert", "there and back", at: { [$0.numbers([2, 3])] }) {
      [real(convert($0[0], to: .complex128))]
    },
    // To fewer digits it is a step function, whose difference quotients are not its rule.
    LawSample("reduce_precision", "to all digits", at: { [$0.numbers([5])] }) {
      [reducePrecision($0[0], exponentBits: 11, mantissaBits: 52)]
    },
    LawSample("select", at: { [$0.flags([2, 3]), $0.numbers([2, 3]), $0.numbers([2, 3])] }) {
      [select($0[0], $0[1], $0[2])]
    },
    LawSample("select", "one for all", at: { [$0.flags([]), $0.numbers([5]), $0.numbers([5])] }) {
      [select($0[0], $0[1], $0[2])]
    },
    LawSample("maximum", "two dimensions", at: { operands(of: .maximum, [2, 3], $0) }) {
      [maximum($0[0], $0[1])]
    },
  ]

  static let broadcasting: [LawSample] =
    Binary.allCases.filter { $0.accepts(.float) && $0 != .nextAfter }.map { operation in
      let name = "broadcast_\(operation.name)"
      let operands = operation == .polygamma || operation == .zeta ? "%s, %y" : "%x, %y"
      // The order is held fixed.
      let first = operation == .polygamma || operation == .zeta ? "%s" : "%x"
      let text = """
        func.func @main(%x: tensor<3x1xf64>, %y: tensor<2xf64>) -> tensor<3x2xf64> {
          %s = stablehlo.constant dense<[[2.0], [3.0], [4.0]]> : tensor<3x1xf64>
          %0 = chlo.\(name) \(operands) : (tensor<3x1xf64>, tensor<2xf64>) -> tensor<3x2xf64>
          %1 = stablehlo.broadcast_in_dim %x, dims = [0, 1] : (tensor<3x1xf64>) -> tensor<3x2xf64>
          %2 = stablehlo.add %0, %1 : tensor<3x2xf64>
          return %2 : tensor<3x2xf64>
        }
        """
      return LawSample(
        name, first == "%s" ? "by the second" : "",
        program: text,
        at: { draw in
          switch operation {
          case .power, .polygamma, .zeta:
            [draw.numbers([3, 1], in: 0.4...2), draw.numbers([2], in: 0.5...2)]
          case .remainder:
            [draw.numbers([3, 1], in: -1.9...1.9), draw.numbers([2], in: 2.1...2.9)]
          case .divide: [draw.numbers([3, 1]), draw.numbers([2], in: 0.5...2)]
          default: [draw.grid([3, 1]), draw.grid([2], offset: -0.03125)]
          }
        })
    } + [
      LawSample(
        "broadcast_complex",
        program: """
          func.func @main(%x: tensor<3x1xf64>, %y: tensor<2xf64>) -> tensor<3x2xcomplex<f64>> {
            %0 = chlo.broadcast_complex %x, %y
              : (tensor<3x1xf64>, tensor<2xf64>) -> tensor<3x2xcomplex<f64>>
            return %0 : tensor<3x2xcomplex<f64>>
          }
          """, at: { [$0.numbers([3, 1]), $0.numbers([2])] }),
      LawSample(
        "broadcast_select",
        program: """
          func.func @main(%p: tensor<2xi1>, %x: tensor<3x1xf64>, %y: tensor<2xf64>)
              -> tensor<3x2xf64> {
            %0 = chlo.broadcast_select %p, %x, %y
              : (tensor<2xi1>, tensor<3x1xf64>, tensor<2xf64>) -> tensor<3x2xf64>
            return %0 : tensor<3x2xf64>
          }
          """, at: { [$0.flags([2]), $0.numbers([3, 1]), $0.numbers([2])] }),
    ]
}
