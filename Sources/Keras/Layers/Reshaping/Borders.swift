/// How much is cut from, or added to, the ends of axes.
///
/// Written as one number for all, `1`; as one for both ends of each axis, `[1, 2]`; or one by one,
/// `[[1, 0], [2, 2]]`. Of layers of one axis a list is the axis's two ends.
public indirect enum Borders: Sendable, Hashable {
  /// The same.
  case all(Int)
  /// One after the other.
  case each([Borders])

  /// The ends of `rank` axes; `nil` where this is none for so many.
  func pairs(_ rank: Int) -> [[Int]]? {
    func pair(_ borders: Borders) -> [Int]? {
      switch borders {
      case .all(let n): n < 0 ? nil : [n, n]
      case .each(let ends):
        ends.count == 2
          ? ends.compactMap { end in if case .all(let n) = end, n >= 0 { n } else { nil } } : nil
      }
    }
    switch self {
    case .each(let axes) where rank > 1:
      let pairs = axes.compactMap(pair)
      return axes.count == rank && pairs.allSatisfy { $0.count == 2 } && pairs.count == rank
        ? pairs : nil
    default:
      guard let ends = pair(self), ends.count == 2 else { return nil }
      return [[Int]](repeating: ends, count: rank)
    }
  }

  /// The ends of `rank` axes; reports where this is none for so many.
  func pairs(_ rank: Int, _ name: String, of owner: String) -> [[Int]] {
    if let pairs = pairs(rank) { return pairs }
    report(
      owner,
      "\(name) must be one integer, \(rank > 1 ? "or \(rank) integers or pairs of them" : "or two")"
        + ", none negative")
    return [[Int]](repeating: [0, 0], count: rank)
  }
}

extension Borders: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The literal's value.
  public init(integerLiteral value: Int) { self = .all(value) }
  /// The literal's value.
  public init(arrayLiteral elements: Borders...) { self = .each(elements) }
}

extension Borders: ConfigValue {
  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    if let value = json.integer {
      self = .all(value)
    } else if let items = [Borders](config: json) {
      self = .each(items)
    } else {
      return nil
    }
  }
  /// What a config must hold.
  public static var expectation: String { "an integer, or a list of integers or of pairs of them" }
  /// What a config holds.
  public var json: JSON {
    switch self {
    case .all(let value): .integer(value)
    case .each(let items): .array(items.map(\.json))
    }
  }
}

/// What layers have in common that change the ends of spatial axes.
public class BaseBorders: Layer {
  let pairs: [[Int]]
  let dataFormat: DataFormat
  /// Keras's name of the setting.
  class var key: String { "padding" }
  /// Whether Keras writes the data format.
  var writesFormat: Bool { true }

  init(
    rank: Int, _ borders: Borders, _ dataFormat: DataFormat?, name: String?, trainable: Bool,
    dtype: DTypePolicy?
  ) {
    pairs = borders.pairs(rank, Self.key, of: Self.className)
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
  }
  init(config c: Config, rank: Int, _ fallback: Borders) throws {
    pairs = try c.get(Self.key, fallback).pairs(rank, Self.key, of: c.owner)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws {
    throw ConfigError("\(c.owner) must say along how many axes it works; it does not")
  }
  public override var config: JSONObject {
    var fields = super.config
    fields[Self.key] = pairs.count == 1 ? pairs[0].json : pairs.json
    if writesFormat { fields["data_format"] = dataFormat.json }
    return fields
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: pairs.count + 2) }

  /// The ends of all axes of `x`.
  func allPairs(_ x: Tensor) -> [[Int]] {
    var all = [[Int]](repeating: [0, 0], count: x.rank)
    for (axis, ends) in zip(dataFormat.spatialAxes(x.rank), pairs) { all[axis] = ends }
    return all
  }
}

/// What layers have in common that cut off the ends of spatial axes.
public class BaseCropping: BaseBorders {
  override class var key: String { "cropping" }
  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let ends = allPairs(x)
    guard zip(ends, x.shape).allSatisfy({ $0[0] < $1 && $0[1] < $1 - $0[0] || $0 == [0, 0] })
    else {
      fail("cropping \(pairs) must leave something of the spatial axes", [x.type])
      return .invalid
    }
    return slice(
      x, from: ends.map { $0[0] }, to: zip(ends, x.shape).map { $1 - $0[1] },
      strides: x.shape.map { _ in 1 })
  }
}

/// What layers have in common that add zeros at the ends of spatial axes.
public class BaseZeroPadding: BaseBorders {
  public override func call(_ x: Tensor, training: Bool) -> Tensor { pad(x, allPairs(x)) }
}
