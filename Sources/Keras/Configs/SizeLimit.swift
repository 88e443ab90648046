/// How large settings and tensors may be.
///
/// A file may name any number as a size. What lies beyond these bounds is refused before anything is
/// multiplied by it or made of it.
enum SizeLimit {
  /// The most that an integer of a layer's settings may be, seeds and tokens aside.
  static let setting = Int(Int32.max)
  /// The most elements that a tensor of a model may have, where each open size counts as 1.
  static let elements = Int(Int32.max)
  /// The most elements that constants which a layer works with may have.
  static let constants = 1 << 28

  /// The most thresholds that a metric may have.
  static let thresholds = 1 << 20
  /// The most classes between which a metric may count confusions.
  static let confusedClasses = 1 << 14

  /// What is wrong with a metric's state of this shape, if anything.
  static func complaint(aboutState shape: [Int], _ dtype: DType) -> String? {
    if let size = shape.first(where: { $0 < 0 }) {
      return "a size must not be negative, got \(size) in the shape \(shape)"
    }
    guard shape.contains(0) || isWithin(constants, shape) else {
      return "its state would have the shape \(shape), more than \(constants) elements"
    }
    return WeightBudget.current?.takeBeside(shape.reduce(1, *) * dtype.byteWidth).map {
      "its state of the shape \(shape) \($0)"
    }
  }

  /// What is wrong with a tensor of this shape, if anything.
  static func complaint(_ shape: Shape) -> String? {
    if let size = shape.compactMap({ $0 }).first(where: { $0 < 0 }) {
      return "a size must not be negative, got \(size) in the shape \(pythonTuple(shape))"
    }
    guard !shape.contains(0), !isWithin(elements, shape.map { $0 ?? 1 }) else { return nil }
    return "a tensor of the shape \(pythonTuple(shape)) has more than \(elements) elements"
  }

  /// Whether the product of `sizes`, each positive, is at most `limit`.
  static func isWithin(_ limit: Int, _ sizes: [Int]) -> Bool {
    var left = limit
    for size in sizes {
      guard size <= left else { return false }
      left /= max(size, 1)
    }
    return true
  }

  /// Throws where an integer of `config` is too large for a setting of `owner`.
  static func check(_ config: JSONObject, of owner: String) throws {
    for (key, value) in config.fields where !unbounded.contains(key) {
      try check(value, key, owner)
    }
  }

  /// Settings that are no sizes, and what a model holds.
  private static let unbounded: Set = [
    "seed", "salt", "vocabulary", "mask_token", "oov_token", "layers", "shared_object_id",
  ]

  private static func check(_ json: JSON, _ key: String, _ owner: String) throws {
    switch json {
    case .array(let items): for item in items { try check(item, key, owner) }
    // An object of its own is looked at when it is made.
    case .object(let object) where object["class_name"] == nil: try check(object, of: owner)
    default:
      guard let value = json.integer, value.magnitude > UInt(setting) else { return }
      throw ConfigError(
        "'\(key)' of \(owner) must be between -\(setting) and \(setting), got \(value)")
    }
  }
}

extension Layer {
  /// Whether constants of this shape are small enough; reports it where they are not.
  func affords(_ sizes: [Int], _ settings: @autoclosure () -> String) -> Bool {
    if SizeLimit.isWithin(SizeLimit.constants, sizes) { return true }
    fail(
      "\(settings()) would take a table of more than \(SizeLimit.constants) elements")
    return false
  }
}
