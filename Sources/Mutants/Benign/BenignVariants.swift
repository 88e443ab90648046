import Foundation
import Synchronization

/// Backends that are right, and differ from the reference as much as they may.
package enum BenignVariants {
  package static let all: [Mutant] =
    summing + [
      .kernels("P-BEN-02", elementary, "elementary functions off by their whole budget") { a in
        guard a.operation.promise(on: a.operands.map(\.type)) == .elementary, a.type.dtype.isFloat
        else { return nil }
        // Full ulps where the bound allows 8 (3 for narrow dtypes), and the sign drawn by the value.
        let dtype = a.type.dtype
        let units = dtype.bitWidth >= 32 ? 8.0 : 3.0
        return [
          a.result.mapParts { y in
            guard y.isFinite, y != 0 else { return y }
            let sign = (y.bitPattern ^ y.bitPattern >> 17).nonzeroBitCount % 2 == 0 ? 1.0 : -1
            let moved = y + sign * units * dtype.ulp(of: y)
            return moved.magnitude > dtype.greatest ? y : moved
          }
        ]
      },
      .kernels("P-BEN-03", ["exponential", "logistic"], "exp by exp2, logistic by tanh") { a in
        guard a.type.dtype == .f32 || a.type.dtype == .f64 else { return nil }
        if a.operation.name == "logistic" {
          return a.floats { x, _ in a.rounded(0.5 + a.rounded(0.5 * a.rounded(tanh(x / 2)))) }
        }
        return a.floats { x, _ in
          // Beyond, where the power of two alone leaves the range, codes answer at once.
          guard x > -744, x < 709 else { return exp(x) }
          // Split as codes do: a whole power of two and a rest; ln 2 in two parts, the first of which has
          // zeros at its end (fdlibm's e_exp.c).
          let n = (x * 1.4426950408889634).rounded()
          let rest = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
          return exp(rest) * pow(2, n)
        }
      },
      .kernel("P-BEN-04", "convolution", "direct loops in another order") { a in
        guard a.type.dtype == .f32, let conv = a.operation as? Convolution else { return nil }
        return [OtherLoops.convolution(conv, a.x, a.y, a.type)]
      },
      .kernel("P-BEN-05", "batch_norm_training", "variance by Welford's way") { a in
        guard a.type.dtype == .f32, let norm = a.operation as? BatchNormTraining else { return nil }
        // With infinities the two ways may part: one has ∞ - ∞ where the other has not.
        guard a.x.doubles.allSatisfy(\.isFinite) else { return nil }
        return OtherLoops.welford(norm, a)
      },
      .kernel("P-BEN-06", "fft", "the transform by its definition in another order") { a in
        guard let fft = a.operation as? FFT, fft.lengths.count == 1, fft.kind == .forward,
          a.type.dtype == .complex64, let n = fft.lengths.first, n > 0
        else { return nil }
        return [OtherLoops.bluestein(a.x, n)]
      },
      .kernels("P-BEN-07", ["qr", "svd", "eigh"], "opposite signs of columns") { a in
        OtherLoops.opposite(a)
      },
      .kernel("P-BEN-08", "lu", "of equal pivots the last is taken") { a in
        OtherLoops.otherPivots(a)
      },
      .kernel("P-BEN-09", "sort", "equal elements in any order where that is open") { a in
        guard let sort = a.operation as? Sort, !sort.isStable else { return nil }
        return try Sorting.sorted(a, sort) { try Sorting.reversingTies($0, $1) }
      },
      Mutant(
        "P-BEN-10", ["add", "dot_general", "reduce"], "results arrive 50 ms later",
        .backend { base, id, counter in
          let count = Mutex(0)
          return WrappedBackend(base, id) { executable, arguments, options in
            let results = try executable.run(arguments, options)
            counter.note(differs: true)
            // Not every one of thousands, for the sake of time.
            let isLate = count.withLock { count in
              count += 1
              return count % 40 == 1
            }
            return isLate ? try results.map { LateBuffer(try $0.host()) } : results
          }
        }),
      subset,
      Mutant(
        "P-BEN-12", ["transpose", "dot_general", "add", "reduce"], "the device keeps columns first",
        .backend { base, id, counter in
          WrappedBackend(base, id) { executable, arguments, options in
            counter.note(differs: true)
            return try executable.run(arguments, options).map { ColumnsFirst(try $0.host()) }
          }
        }),
    ]

  /// Only a part of the operations; programs with others are refused.
  private static let subset: Mutant = {
    let declined: Set<String> = ["convolution", "sort", "fft", "while", "scatter", "gather"]
    var variant = Mutant(
      "P-BEN-11", ["add", "multiply", "dot_general", "reduce", "transpose"],
      "a part of the operations, the rest declared as unsupported",
      .backend { base, id, counter in
        SubsetBackend(base: base, name: "\(base.name) \(id)", declined: declined, counter: counter)
      })
    variant.declined = declined
    return variant
  }()

  private static let summing: [Mutant] = [8, 32, 128].map { block in
    .kernels(
      "P-BEN-01.\(block)", ["reduce", "dot_general", "dot"],
      "sums by pairs, in blocks of \(block)"
    ) { a in
      guard a.type.dtype == .f32 else { return nil }
      if let reduce = a.operation as? Reduce {
        guard a.operands.count == 2, a.x.dtype == .f32,
          reduce.body.soleOperation as? Binary == .add
        else {
          return nil
        }
        return [OtherLoops.sum(reduce, a.x, a.y, a.type, block)]
      }
      guard let dot = a.operation as? DotGeneral, a.x.dtype == .f32, a.y.dtype == .f32 else {
        return nil
      }
      return [OtherLoops.product(dot, a.x, a.y, a.type, block)]
    }
  }

  private static let elementary: Set<String> = [
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cosh", "cosine", "digamma",
    "erf", "erf_inv", "erfc", "exponential", "exponential_minus_one", "lgamma", "log",
    "log_plus_one", "logistic", "power", "rsqrt", "sine", "sinh", "tan", "tanh", "bessel_i1e",
    "polygamma", "zeta",
  ]
}

/// A backend that refuses programs with some operations.
private struct SubsetBackend: Backend {
  let base: any Backend
  let name: String
  let declined: Set<String>
  let counter: ReachCounter

  func compile(_ program: Program) throws -> any Executable {
    let names = program.main?.block.operationNames ?? []
    if let name = names.intersection(declined).min() {
      throw TensorError(name, "", [], "unsupported: this backend does not have the operation")
    }
    counter.note(differs: true)
    return try base.compile(program)
  }
  func hasOwnKernel(for operation: any Primitive, _ operands: [TensorType]) -> Bool {
    base.hasOwnKernel(for: operation, operands)
  }
}

/// A result that is there only after a while.
private final class LateBuffer: Buffer {
  private let value: HostTensor
  private let due = ContinuousClock.now + .milliseconds(50)
  var type: TensorType { value.type }
  init(_ value: HostTensor) { self.value = value }
  func host() -> HostTensor {
    while ContinuousClock.now < due { Thread.sleep(forTimeInterval: 0.005) }
    return value
  }
}

/// A result whose elements lie columns first, and are brought into order for the host.
private struct ColumnsFirst: Buffer {
  private let stored: HostTensor
  let type: TensorType

  init(_ value: HostTensor) {
    type = value.type
    stored = value.type.dtype.isElement ? Self.turned(value) : value
  }
  func host() -> HostTensor {
    if !type.dtype.isElement { return stored }
    let strides = Array(stored.type.strides.reversed())
    return stored.picking(type, at: Strided(strides: strides))
  }
  private static func turned(_ x: HostTensor) -> HostTensor {
    let to = x.type.with(shape: x.shape.reversed())
    return x.picking(to, at: Strided(strides: x.type.strides.reversed()))
  }
}

extension DType {
  /// The distance between the numbers around `x`.
  func ulp(of x: Double) -> Double {
    guard let format = realPart.floatFormat else { return 0 }
    let least = 1 - format.bias - format.significandBits
    return Double(
      sign: .plus, exponent: max(Int(x.exponent) - format.significandBits, least), significand: 1)
  }
  /// The greatest number.
  var greatest: Double {
    realPart.floatFormat.map { $0.decode($0.greatestFinite) } ?? .infinity
  }
}
