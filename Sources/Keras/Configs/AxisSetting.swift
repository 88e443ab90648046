/// One axis or several, or one number for all axes or one for each, as a setting of an object.
public struct AxisSetting: AxisList, Hashable, ConfigValue {
  /// The axes; negative ones count from the last.
  public let axisList: [Int]
  /// Whether it was given as one number.
  let isOne: Bool

  /// These axes.
  public init(_ axes: [Int]) { (axisList, isOne) = (axes, false) }
  /// This axis alone.
  public init(_ axis: Int) { (axisList, isOne) = ([axis], true) }

  /// What a call was given.
  init(_ axes: any AxisList) { (axisList, isOne) = (axes.axisList, axes is Int) }

  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    if let axis = json.integer {
      self.init(axis)
    } else if let axes = [Int](config: json) {
      self.init(axes)
    } else {
      return nil
    }
  }
  /// What a config must hold.
  public static var expectation: String { "an integer or a list of integers" }
  /// What a config holds.
  public var json: JSON { isOne ? axisList[0].json : axisList.json }
}

extension AxisSetting: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// This axis alone.
  public init(integerLiteral value: Int) { self.init(value) }
  /// These axes.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}
