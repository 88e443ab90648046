// Settings that are given for all axes at once or one by one: `strides: 2`, `strides: [2, 1]`.

/// `value` as one number for each of `count` axes.
///
/// Reports it where it is neither one number nor `count`, or one lies below `least`.
func perAxis(
  _ value: any AxisList, _ count: Int, _ name: String, of owner: String, least: Int = 1
) -> [Int] {
  let list = value.axisList
  guard list.count == 1 || list.count == count, list.allSatisfy({ $0 >= least }) else {
    report(
      owner,
      "\(name) must be one integer or \(count), none below \(least), got "
        + "\(list.count == 1 ? "\(list[0])" : "\(list)")")
    return [Int](repeating: least, count: count)
  }
  return list.count == count ? list : [Int](repeating: list[0], count: count)
}

/// Reports what is wrong with the settings of an object of class `owner`.
func report(_ owner: String, _ message: String) {
  ErrorScope.report(TensorError(owner, "", [], message))
}

/// One integer or a list of them: one for all axes, or one for each.
typealias IntegerOrList = AxisSetting

extension Config {
  /// The value of `key`, one integer or a list; `fallback` where there is none.
  func axes(_ key: String, _ fallback: any AxisList) throws -> IntegerOrList {
    try get(key, IntegerOrList?.none) ?? IntegerOrList(fallback)
  }
  /// The value of `key`, one integer or a list; it must be there.
  func axes(_ key: String) throws -> IntegerOrList { try get(key) }
}

extension DataFormat: ConfigValue {
  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    guard let name = json.string, let value = DataFormat(rawValue: name) else { return nil }
    self = value
  }
  /// What a config must hold.
  public static var expectation: String { "'channels_last' or 'channels_first'" }
  /// What a config holds.
  public var json: JSON { .string(rawValue) }

  /// The axes between those of the batch and of channels.
  func spatialAxes(_ rank: Int) -> [Int] {
    rank < 3 ? [] : self == .channelsLast ? Array(1..<rank - 1) : Array(2..<rank)
  }
  /// The axis of channels, counted from the end where it is the last.
  var channelAxis: Int { self == .channelsLast ? -1 : 1 }
}

extension Padding: ConfigValue {
  /// What `json` stands for, if it does.
  public init?(config json: JSON) {
    // Python takes either case, and keeps what it was given.
    guard let name = json.string, let value = Padding(rawValue: name.lowercased()) else {
      return nil
    }
    self = value
  }
  /// What a config must hold.
  public static var expectation: String { "'valid', 'same' or 'causal'" }
  /// What a config holds.
  public var json: JSON { .string(rawValue) }
}

extension Interpolation: ConfigValue {}
