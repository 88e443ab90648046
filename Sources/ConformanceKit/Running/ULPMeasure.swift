import JSONValues
import Touchstone

/// How far one elementary function of a backend is off the reference's in one dtype.
///
/// Specification: `conformance`.
public struct ULPMeasure: Sendable, Hashable {
  /// The function's full name, with its dialect.
  public let function: String
  /// The dtype of argument and result.
  public let dtype: DType
  /// How many arguments were tried.
  public var points = 0
  /// The largest distance in units in the last place; `UInt64.max` where one result is NaN and the
  /// other is not.
  public var worst: UInt64 = 0
  /// The argument it occurs at.
  public var place = 0.0
  /// The largest distance in each of 64 stretches of the arguments, which go from the least number to
  /// the greatest and have equally many numbers each.
  public var profile = [UInt64](repeating: 0, count: stretches)
  /// Why nothing was measured; `nil` if it was.
  public var problem: String?

  /// How many stretches there are.
  public static let stretches = 64

  init(_ function: String, _ dtype: DType) { (self.function, self.dtype) = (function, dtype) }

  /// Notes that the result at the argument with these bits is so far off.
  mutating func note(_ distance: UInt64, at pattern: UInt64, _ format: FloatFormat) {
    if distance > worst { (worst, place) = (distance, format.value(pattern)) }
    let sign = UInt64(1) << UInt64(dtype.bitWidth - 1)
    // In the order of the numbers: those below zero count downwards.
    let rank = pattern & sign != 0 ? (sign - 1) - (pattern & (sign - 1)) : pattern | sign
    let stretch = Int(rank >> UInt64(dtype.bitWidth - 6))
    profile[stretch] = max(profile[stretch], distance)
  }

  /// The largest distance and where it is, in a few words.
  public var text: String {
    if let problem { return problem }
    if worst == 0 { return "0" }
    return worst == .max ? "NaN or not at \(place)" : "\(worst) at \(place)"
  }

  /// Whether the distance is within what an elementary function may be off, its own rounding included.
  public var isWithinPromise: Bool {
    problem == nil && Double(worst) <= Bounds.elementaryUlps(dtype) + 0.5
  }
}

extension ULPMeasure {
  /// The form in which reports hold it.
  var json: JSON {
    // Numbers beyond 2^53 are not told apart by every reader.
    func number(_ x: UInt64) -> JSON { .integer(Int(min(x, 1 << 53))) }
    var fields: JSONObject = [
      "function": .string(function), "dtype": .string(dtype.rawValue), "points": .integer(points),
      "worst": number(worst), "place": .string("\(place)"),
      "profile": .array(profile.map(number)),
    ]
    if let problem { fields["problem"] = .string(problem) }
    return .object(fields)
  }

  init(_ json: JSON) throws {
    guard let function = json["function"]?.string, let word = json["dtype"]?.string,
      let dtype = DType(rawValue: word), let profile = json["profile"]?.array,
      profile.count == Self.stretches
    else {
      throw CaseError(
        "'ulp' needs 'function', 'dtype' and a 'profile' of \(Self.stretches) numbers")
    }
    func number(_ json: JSON?) -> UInt64 {
      let value = UInt64(clamping: json?.integer ?? 0)
      return value >= 1 << 53 ? .max : value
    }
    self.init(function, dtype)
    points = json["points"]?.integer ?? 0
    worst = number(json["worst"])
    place = json["place"]?.string.flatMap(Double.init) ?? 0
    self.profile = profile.map { number($0) }
    problem = json["problem"]?.string
  }
}
