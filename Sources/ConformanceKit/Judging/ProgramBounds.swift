import Touchstone

/// How the results of a program are compared on a backend, and what the comparison is worth.
public struct ProgramBounds: Sendable {
  /// How each result is compared.
  let tolerances: [Tolerance]
  /// Why no bound could be computed, so that the coarse rule stands in; `nil` if one could.
  let missing: String?
  /// The unit roundoff that each bound is measured by: that of the coarsest dtype on the way, or 0 for
  /// that of the result's own.
  let grains: [Double]

  init(_ tolerances: [Tolerance], missing: String? = nil, grains: [Double]? = nil) {
    (self.tolerances, self.missing) = (tolerances, missing)
    self.grains = grains ?? tolerances.map { _ in 0 }
  }

  /// Those of `program`, whose results on the reference are `results`.
  ///
  /// Throws where correct backends may choose differently.
  public init(
    of program: Program, _ operands: [HostTensor], like results: [HostTensor]
  ) throws {
    do {
      let bounded = try Propagation.results(of: program, operands)
      self.init(bounded.map { Tolerance($0) }, grains: bounded.map(\.grain))
    } catch PropagationError.noRule(let name, let what) {
      let wide = DoublePrecision.results(of: program, operands, like: results)
      self.init(
        Bounds.program(results, wide: wide),
        missing: PropagationError.noRule(name, what).description)
    }
  }

  /// Those of what `PropagatingBackend` computed.
  ///
  /// Floats that have lost their bound on the way, because the host looked at them, are compared by
  /// the coarse rule; `wide` is what they are in double precision.
  public init(
    _ tensors: [Tensor], like results: [HostTensor], wide: [HostTensor]?
  ) throws {
    let coarse = Bounds.program(results, wide: wide)
    var missing: String?
    var grains = tensors.map { _ in 0.0 }
    let tolerances = tensors.indices.map { i -> Tolerance in
      let type = tensors[i].type
      guard let buffer = tensors[i].buffer as? BoundedBuffer else {
        guard type.dtype.isFloat || type.dtype.isComplex else { return .exact }
        missing = "a result was made on the host"
        return coarse[i]
      }
      grains[i] = buffer.bounded.grain
      return Tolerance(buffer.bounded)
    }
    self.init(tolerances, missing: missing, grains: grains)
  }
}

extension Tolerance {
  /// How a backend's value is compared with one whose bound is known.
  ///
  /// The dtype's own rounding is allowed besides, wherever the value may be:
  /// `|y - v| <= e + u (|v| + e)`.
  init(_ bounded: Bounded) {
    if bounded.type.dtype == .tuple {
      self = .each(bounded.elements.map { Tolerance($0) })
      return
    }
    guard let radius = bounded.radius else {
      self = .exact
      return
    }
    let type = bounded.type
    guard type.dtype.isFloat || type.dtype.isComplex else {
      self = .around(bounded.value, radius)
      return
    }
    let allowed = zip(bounded.value.moduli, radius).map { value, radius in
      radius == 0 || !radius.isFinite
        ? radius : Bounds.rounded(radius, around: value, type.dtype)
    }
    self = .around(bounded.value, allowed)
  }

  /// The same bound around a `written` result, which is itself rounded to its dtype, and counts to the
  /// bit where nothing bounds it; `nil` if the result is compared with what is written anyhow.
  func around(written: HostTensor) -> Tolerance? {
    switch self {
    case .around(_, let bounds):
      guard written.dtype.isFloat || written.dtype.isComplex else {
        return .within(bounds.map { $0.isFinite ? $0 : 0 })
      }
      return .within(
        zip(bounds, written.moduli).map { bound, value in
          guard bound.isFinite, bound > 0 else { return 0 }
          return bound + Bounds.halfUlp(value, written.dtype)
        })
    case .open: return .exact
    case .each, .exact, .signed, .within: return nil
    }
  }

  /// What is wrong with it where it says next to nothing: its bound is above `2^10 u max|v|` for more
  /// than a tenth of the elements.
  func vacuity(for result: HostTensor, grain: Double = 0) -> String? {
    switch self {
    case .exact, .open: return nil
    case .each(let list):
      return zip(list, result.elements).lazy.compactMap { $0.vacuity(for: $1) }.first
    case .within(let bounds), .signed(let bounds), .around(_, let bounds):
      let isFloat = result.dtype.isFloat || result.dtype.isComplex
      let largest = isFloat ? result.moduli.filter(\.isFinite).max() ?? 0 : 0
      let unit = max(grain, Bounds.unit(result.dtype)) * largest
      let least = isFloat ? Bounds.ulp(0, result.dtype) * Bounds.coarseUnits : 0
      let limit = max(Bounds.coarseUnits * unit, least)
      let off = bounds.filter { $0 > limit }
      guard off.count * 10 > bounds.count else { return nil }
      let most = (off.max() ?? 0) / unit
      return "\(off.count) of \(bounds.count) elements, up to \(most) u max|v|"
    }
  }

  /// For each element that is neither zero nor exact, the bound in units of `u |v|`.
  func tightness(for result: HostTensor) -> [Double] {
    guard result.dtype.isFloat || result.dtype.isComplex else { return [] }
    let bounds: [Double]
    switch self {
    case .exact, .open: return []
    case .each(let list): return zip(list, result.elements).flatMap { $0.tightness(for: $1) }
    case .within(let list), .signed(let list), .around(_, let list): bounds = list
    }
    let unit = Bounds.unit(result.dtype)
    return zip(bounds, result.moduli).compactMap { bound, value in
      bound > 0 && value > 0 && value.isFinite ? bound / (unit * value) : nil
    }
  }
}
