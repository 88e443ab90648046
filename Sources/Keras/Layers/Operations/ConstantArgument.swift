/// Constants among the arguments of a call as files hold them: numbers, lists of numbers, arrays.
enum ConstantArgument {
  /// The tensor that `json` stands for; `nil` if it stands for none.
  ///
  /// A number has no dtype of its own, as in Python; a list has i32, f32 or i1 by what is in it.
  static func tensor(_ json: JSON) -> Tensor? {
    switch json {
    case .integer(let value): return Tensor(weak: value)
    case .number(let value): return Tensor(weak: value)
    case .bool(let value): return Tensor(value)
    case .array: return list(json, nil)
    case .object(let fields):
      guard ["__numpy__", "__tensor__"].contains(fields["class_name"]?.string),
        let config = fields["config"], let value = config["value"],
        let dtype = config["dtype"]?.string.flatMap(DType.init(keras:))
      else { return nil }
      return list(value, dtype)
    case .null, .string: return nil
    }
  }

  private static func list(_ json: JSON, _ dtype: DType?) -> Tensor? {
    var shape: [Int] = []
    var level = json
    while let items = level.array {
      shape.append(items.count)
      guard let first = items.first else { break }
      level = first
    }
    var leaves: [JSON] = []
    guard gather(json, shape[...], &leaves) else { return nil }
    if leaves.allSatisfy({ $0.bool != nil }), !leaves.isEmpty {
      let values = Tensor(leaves.compactMap(\.bool), shape: shape)
      return dtype.map { cast(values, dtype: $0) } ?? values
    }
    let isWhole = leaves.allSatisfy { if case .integer = $0 { true } else { false } }
    if isWhole, dtype?.isFloat != true {
      let integers = leaves.compactMap(\.integer)
      guard integers.count == leaves.count else { return nil }
      let wide = Tensor(integers.map { Int64($0) }, shape: shape)
      return convert(wide, to: dtype ?? (leaves.isEmpty ? .f32 : .i32))
    }
    let numbers = leaves.compactMap(\.number)
    guard numbers.count == leaves.count else { return nil }
    return convert(Tensor(numbers, shape: shape), to: dtype ?? .f32)
  }

  /// Appends the numbers of `json`, which must have the shape; says whether it has.
  private static func gather(
    _ json: JSON, _ shape: ArraySlice<Int>, _ leaves: inout [JSON]
  ) -> Bool {
    guard let size = shape.first else {
      leaves.append(json)
      return json.array == nil
    }
    guard let items = json.array, items.count == size else { return false }
    return items.allSatisfy { gather($0, shape.dropFirst(), &leaves) }
  }
}
