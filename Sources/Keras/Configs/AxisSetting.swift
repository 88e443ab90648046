/// One axis or several, as a setting of an object.
public struct AxisSetting: AxisList, Hashable, ConfigValue {
  /// The axes; negative ones count from the last.
  public let axisList: [Int]
  private let isOne: Bool

  /// These axes.
  public init(_ axes: [Int]) { (axisList, isOne) = (axes, false) }
  /// This axis alone.
  public init(_ axis: Int) { (axisList, isOne) = ([axis], true) }

  public init?(config json: JSON) {
    if let axis = json.integer {
      self.init(axis)
    } else if let axes = [Int](config: json) {
      self.init(axes)
    } else {
      return nil
    }
  }
  public static var expectation: String { "an axis or a list of axes" }
  public var json: JSON { isOne ? axisList[0].json : axisList.json }
}

extension AxisSetting: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// This axis alone.
  public init(integerLiteral value: Int) { self.init(value) }
  /// These axes.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}
