import Touchstone

/// How far a correct backend's result may lie from the reference's: the only place that says so.
///
/// A result `y` passes against the reference's `v` when `|y - v| <= local + own`, where `own`, half
/// an ulp of `|v| + local`, is the rounding of what is compared, and `local` depends on the promise:
///
/// | promise | local | source |
/// | --- | --- | --- |
/// | exact | 0: the same bits, any NaN for a NaN | SPEC.md |
/// | arithmetic | half an ulp of `v` | IEEE 754-2019, 4.3 |
/// | arithmetic, complex | 4 ulp of the modulus | Higham, Accuracy and Stability, Lemma 3.5 |
/// | elementary | 8 ulp (f32, f64), 3 ulp (16 bits and fewer), complex: of the modulus | worst seen in XLA CPU, glibc and libmvec over all of f32: 5.1; 16 bits: 1.7 |
/// | arithmetic and elementary | a zero where `v` is one has its sign, but where a zero is crossed, and in products, quotients and powers of complex numbers | IEEE 754-2019, 6.3; C17, annex G |
/// | elementary, steep | `2 u |x f'(x)|` besides, f' as declared | XLA CPU needs no more |
/// | elementary, zeros | 64 u (lgamma), 16 u (digamma), 4 u (logistic, also computed by tanh) besides | conditioning |
/// | reassociating | `gamma(K) * sum of |a||b|`, u of f32 for narrower inputs | Higham, 3.1 |
/// | fft | `6 log2(n) u * sum of |x|` | Higham, 24.1 |
/// | residual | see `Residuals` | Higham, 8.1, 10.1, 19.3 |
/// | whole programs | propagated: see `Propagation`, and SPEC.md's chapter on conformance | running error analysis, Higham, 3.3 |
/// | programs with an operation that has no rule there | `floor u max|v| + 2 c max|v - t|`, t being v computed in f64, c the ulps of an elementary function, floor 2^7 (f32) or 2^3 (16 bits and fewer); where v has cancelled, max over all results; without a t `2^10 u max|v|` | a step may be off c ulp where the reference's is half an ulp |
/// | recorded values | coarse: `2^6 u max|v|` of each result | until bounds propagate |
///
/// Subnormals need no rule of their own: an ulp is never less than the least subnormal number.
public enum Bounds {
  /// Ulps an elementary function may be off.
  static func elementaryUlps(_ dtype: DType) -> Double { dtype.bitWidth >= 32 ? 8 : 3 }

  /// What an elementary function may be off besides, in units of roundoff of `|x f'(x)|`: codes
  /// round the argument they have reduced.
  static let conditioningUnits = 2.0

  /// Ulps of the modulus that one complex product, quotient or power may be off in each part.
  static let complexUlps = 4.0

  /// What a function may be off besides, in units of roundoff, where it crosses zero, or, as
  /// `logistic` does when it is computed by tanh, comes near to it.
  static let absoluteUnits = ["lgamma": 64.0, "digamma": 16.0, "logistic": 4.0]

  /// The coarse rule for whole programs: units of roundoff of the largest element of each result. A
  /// bound above it says nothing.
  static let coarseUnits = 1024.0

  /// The coarse rule for values that another system recorded: units of roundoff of the largest
  /// element of each, until bounds are propagated through whole programs.
  static let recordedUnits = 64.0

  /// The unit roundoff of `dtype`, half the distance from 1 to the next number.
  static func unit(_ dtype: DType) -> Double {
    let bits = dtype.realPart.floatFormat?.significandBits ?? 52
    return Double(sign: .plus, exponent: -bits - 1, significand: 1)
  }

  /// The distance between the numbers of `dtype` around `value`.
  static func ulp(_ value: Double, _ dtype: DType) -> Double {
    guard let format = dtype.realPart.floatFormat, value.isFinite else { return 0 }
    let least = 1 - format.bias - format.significandBits
    let exponent = value == 0 ? least : max(Int(value.exponent) - format.significandBits, least)
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// What a result may be off that was `local` from `value` before it was rounded to `dtype`.
  ///
  /// Its last place is that of where it lies, so across a power of two it is twice that of `value`.
  static func rounded(_ local: Double, around value: Double, _ dtype: DType) -> Double {
    local + halfUlp(value + local, dtype)
  }

  /// The rounding error of `terms` additions or products: Higham's gamma.
  static func gamma(_ terms: Double, _ unit: Double) -> Double {
    terms * unit < 0.5 ? terms * unit / (1 - terms * unit) : .infinity
  }
}

/// How one result is compared.
public enum Tolerance: Sendable {
  /// The same bits; any NaN for a NaN.
  case exact
  /// At most so far off, one number for each element, for both parts of a complex one.
  case within([Double])
  /// The same, but a zero in place of a zero has its sign.
  case signed([Double])
  /// At most so far off these values in double precision, one number for each element.
  case around(HostTensor, [Double])
  /// What a tuple holds, each in its way.
  case each([Tolerance])
  /// Only the type is compared.
  case open
}

extension Bounds {
  /// The tolerance for each of `results` of one operation.
  ///
  /// A factorization is judged by its residual before this is asked.
  static func tolerances(
    _ operation: any Primitive, _ operands: [HostTensor], _ results: [HostTensor]
  ) -> [Tolerance] {
    let promise = effectivePromise(operation, operands.map(\.type))
    let sums = promise == .reassociating ? magnitudes(operation, operands, results) : nil
    return results.enumerated().map { i, result in
      guard result.dtype.isFloat || result.dtype.isComplex else {
        return promise == .open ? .open : .exact
      }
      switch promise {
      case .exact: return .exact
      case .open: return .open
      case .arithmetic:
        let units = result.dtype.isComplex ? complexUlps : 0.5
        let bounds = result.moduli.map {
          rounded(units * ulp($0, result.dtype), around: $0, result.dtype)
        }
        // The parts of products and quotients of complex numbers are differences.
        let isMixed =
          result.dtype.isComplex && !["add", "subtract"].contains(operation.name)
        return isMixed ? .within(bounds) : .signed(bounds)
      case .elementary:
        let units = elementaryUlps(result.dtype)
        let floor = (absoluteUnits[operation.name] ?? 0) * unit(result.dtype)
        let sums = Conditioning.sums(operation, operands) ?? result.moduli.map { _ in 0 }
        let moved = conditioningUnits * unit(result.dtype)
        let bounds = zip(result.moduli, sums).map {
          rounded(units * ulp($0, result.dtype) + floor + moved * $1, around: $0, result.dtype)
        }
        // Where a function crosses zero by cancellation, either zero may come of it.
        let isMixed =
          result.dtype.isComplex && ["divide", "power", "multiply"].contains(operation.name)
        return isMixed || floor > 0 ? .within(bounds) : .signed(bounds)
      case .reassociating:
        guard let sums else { return coarse(result) }
        return .within(
          zip(result.moduli, sums[i]).map {
            rounded(halfUlp($0, result.dtype) + $1, around: $0, result.dtype)
          })
      case .coarse: return coarse(result)
      }
    }
  }

  /// The rule for the results of a whole program, of which `wide` are those in double precision.
  static func program(_ results: [HostTensor], wide: [HostTensor]?) -> [Tolerance] {
    guard let wide else { return results.map(coarse) }
    let magnitudes = results.map { result in
      result.dtype.isFloat || result.dtype.isComplex ? result.moduli.filter(\.isFinite) : []
    }
    let largest = magnitudes.compactMap { $0.max() }.max() ?? 0
    return results.indices.map { i in
      let (result, double) = (results[i], wide[i])
      let isNarrow =
        (result.dtype.isFloat || result.dtype.isComplex) && result.dtype.realPart != .f64
      guard isNarrow else { return coarse(result) }
      let floor = floorUnits(result.dtype) * unit(result.dtype)
      let own = magnitudes[i].max() ?? 0
      let moved =
        zip(TrueValue.parts(result), TrueValue.parts(double)).map { abs($0 - $1) }
        .filter(\.isFinite).max() ?? 0
      let spread = 2 * elementaryUlps(result.dtype) * moved
      let hasCancelled = floor * own + spread > coarseUnits * unit(result.dtype) * own
      let bound = floor * (hasCancelled ? largest : own) + spread
      return .within(result.moduli.map { bound + ulp($0, result.dtype) })
    }
  }

  /// Whether `result` agrees with `expected`, computed in a wider dtype, as far as `dtype` can: by the
  /// coarse rule for recorded values, of which the largest is at least 1.
  package static func isNear(
    _ result: HostTensor, _ expected: HostTensor, in dtype: DType
  ) -> Bool {
    guard result.shape == expected.shape else { return false }
    let (x, y) = (TrueValue.parts(result), TrueValue.parts(expected))
    let largest = y.reduce(1) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    let bound = recordedUnits * unit(dtype) * largest
    return zip(x, y).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) <= bound }
  }

  /// Units of roundoff of the largest element that a result of a whole program may be off, however
  /// near the reference's is to that in double precision.
  private static func floorUnits(_ dtype: DType) -> Double {
    dtype.realPart.bitWidth >= 32 ? 128 : 8
  }

  /// The coarse rule: `2^10 u max|v|` for floats, the same bits for the rest.
  static func coarse(_ result: HostTensor) -> Tolerance {
    guard result.dtype.isFloat || result.dtype.isComplex else { return .exact }
    let largest = result.moduli.filter(\.isFinite).max() ?? 0
    let bound = coarseUnits * unit(result.dtype) * largest
    return .within(result.moduli.map { bound + ulp($0, result.dtype) })
  }

  enum Class { case exact, arithmetic, elementary, reassociating, coarse, open }

  /// The promise with that of the regions worked out.
  static func effectivePromise(
    _ operation: any Primitive, _ operands: [TensorType]? = nil
  ) -> Class {
    switch operands.map(operation.promise(on:)) ?? operation.promise {
    case .exact: return .exact
    case .arithmetic: return .arithmetic
    case .elementary: return .elementary
    case .reassociating: return operation.name.hasPrefix("batch_norm") ? .coarse : .reassociating
    case .residual: return .coarse
    case .implementationDefined:
      if let call = operation as? CustomCall, exactTargets.contains(call.target) { return .exact }
      return .open
    case .regions: break
    }
    let inside = operation.regions.flatMap(\.equations).map { effectivePromise($0.operation) }
    if inside.allSatisfy({ $0 == .exact }) { return .exact }
    if reducing.contains(operation.name) { return .reassociating }
    if operation.name == "map", let sole = operation.regions.first?.soleOperation {
      return effectivePromise(sole)
    }
    return .coarse
  }

  /// Calls that give back their operand, or pick elements of it.
  private static let exactTargets: Set = [
    "Sharding", "SPMDFullToShardShape", "SPMDShardToFullShape", "annotate_device_placement",
    "ApproxTopK",
  ]

  /// Operations that combine many elements into one by their region.
  private static let reducing: Set = [
    "reduce", "reduce_window", "scatter", "select_and_scatter", "all_reduce", "reduce_scatter",
    "scan",
  ]

  /// `gamma(K)` times the sum of the magnitudes that each element of each result is made of.
  ///
  /// Found by running the operation itself in f64: on the magnitudes for the sum, on ones for K.
  private static func magnitudes(
    _ operation: any Primitive, _ operands: [HostTensor], _ results: [HostTensor]
  ) -> [[Double]]? {
    let narrow = operands.first { $0.dtype.isFloat || $0.dtype.isComplex }?.dtype ?? .f32
    let accumulator = unit(narrow.realPart == .f64 ? .f64 : .f32)
    let complexFactor = narrow.isComplex ? 2.0 : 1
    if operation.name == "fft" {
      guard let input = operands.first, let output = results.first else { return nil }
      let sum: Double = input.moduli.reduce(0, +)
      let length = Double(max(input.count, output.count, 2))
      // The sum over the whole batch stands for that over one transform; inverses divide by n.
      let bound = 6 * Scalar.log2(length) * accumulator * sum
      return [output.moduli.map { _ in bound }]
    }
    do {
      let wide = try Widening.operation(operation, operands.map(\.type), results.map(\.type))
      let sums = try run(wide, operands.map(Widening.magnitude))
      let ones = try run(wide, operands.map(Widening.one))
      guard sums.map(\.count) == results.map(\.count) else { return nil }
      let rest = try finiteMagnitudes(operation, wide, operands)
      let most = (narrow == .f64 ? DType.f64 : .f32).floatFormat?.limit ?? 0
      return zip(sums, ones).enumerated().map { i, pair in
        let rest = rest?[i].moduli
        let fewest = Double(operands.map(\.count).max() ?? 1) / Double(max(results[i].count, 1))
        return zip(pair.0.moduli, pair.1.moduli).enumerated().map { j, pair in
          let (sum, terms) = pair
          // Where a term is infinite and the others do not leave the range, so is the sum in any order.
          if sum == .infinity, let rest, rest[j] < most / 2 { return 0 }
          // An element no term reaches owes nothing: 0 · inf would make its bound NaN.
          return sum == 0
            ? 0
            : complexFactor * gamma(max(terms, fewest, 1) + (complexFactor - 1) * 2, accumulator)
              * sum
        }
      }
    } catch { return nil }
  }

  /// The sums of those magnitudes that are finite, where some are not and real numbers are added up;
  /// else `nil`.
  private static func finiteMagnitudes(
    _ operation: any Primitive, _ wide: any Primitive, _ operands: [HostTensor]
  ) throws -> [HostTensor]? {
    let isSum = operation.regions.allSatisfy { $0.soleOperation as? Binary == .add }
    let floats = operands.filter { $0.dtype.isFloat }
    guard isSum, !operands.contains(where: \.dtype.isComplex),
      floats.contains(where: { $0.doubles.contains(where: \.isInfinite) })
    else { return nil }
    return try run(wide, operands.map(Widening.finite))
  }

  private static func run(
    _ operation: any Primitive, _ operands: [HostTensor]
  ) throws -> [HostTensor] {
    try ReferenceBackend().evaluate(operation, operands.map { Tensor($0) }).map { try $0.host() }
  }
}
