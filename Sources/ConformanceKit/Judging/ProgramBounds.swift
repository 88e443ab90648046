import Touchstone

/// How the results of a program are compared on a backend, and what the comparison is worth.
public struct ProgramBounds: Sendable {
  /// How each result is compared.
  let tolerances: [Tolerance]
  /// Why no bound could be computed, so that the coarse rule stands in; `nil` if one could.
  let missing: String?

  init(_ tolerances: [Tolerance], missing: String? = nil) {
    (self.tolerances, self.missing) = (tolerances, missing)
  }

  /// Those of `program`, whose results on the reference are `results`.
  ///
  /// Throws where correct backends may choose differently.
  public init(
    of program: Program, _ operands: [HostTensor], like results: [HostTensor]
  ) throws {
    do {
      let bounded = try Propagation.results(of: program, operands)
      self.init(bounded.map { Tolerance($0) })
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
    let tolerances = try tensors.indices.map { i -> Tolerance in
      let type = tensors[i].type
      guard let buffer = tensors[i].buffer as? BoundedBuffer else {
        guard type.dtype.isFloat || type.dtype.isComplex else { return .exact }
        missing = "a result was made on the host"
        return coarse[i]
      }
      return Tolerance(try BoundedBuffer.bounded(buffer))
    }
    self.init(tolerances, missing: missing)
  }
}

extension Tolerance {
  /// How a backend's value is compared with one whose bound is known.
  ///
  /// The dtype's own rounding is allowed besides: `|y - v| <= e + u |v|`.
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
      radius == 0 ? 0 : radius + Bounds.halfUlp(value, type.dtype)
    }
    self = .around(bounded.value, allowed)
  }

  /// Whether it says next to nothing: a bound above `2^10 u max|v|` for some element that is finite.
  func isVacuous(for result: HostTensor) -> Bool {
    switch self {
    case .exact, .open: return false
    case .each(let list): return zip(list, result.elements).contains { $0.isVacuous(for: $1) }
    case .within(let bounds), .around(_, let bounds):
      guard result.dtype.isFloat || result.dtype.isComplex else {
        return bounds.contains { $0 > 0 }
      }
      let largest = result.moduli.filter(\.isFinite).max() ?? 0
      let limit = Bounds.coarseUnits * Bounds.unit(result.dtype) * largest
      let least = Bounds.ulp(0, result.dtype) * Bounds.coarseUnits
      return bounds.contains { $0 > max(limit, least) }
    }
  }

  /// For each element that is neither zero nor exact, the bound in units of `u |v|`.
  func tightness(for result: HostTensor) -> [Double] {
    guard result.dtype.isFloat || result.dtype.isComplex else { return [] }
    let bounds: [Double]
    switch self {
    case .exact, .open: return []
    case .each(let list): return zip(list, result.elements).flatMap { $0.tightness(for: $1) }
    case .within(let list), .around(_, let list): bounds = list
    }
    let unit = Bounds.unit(result.dtype)
    return zip(bounds, result.moduli).compactMap { bound, value in
      bound > 0 && value > 0 && value.isFinite ? bound / (unit * value) : nil
    }
  }
}
