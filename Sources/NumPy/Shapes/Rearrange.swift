import Foundation

/// `tensor` with its axes split, moved and joined as `pattern` says: `"b (h w) c -> b c h w"`.
///
/// Names in parentheses are one axis, the last varying fastest; `axesLengths` gives sizes that do
/// not follow, all but one of each pair of parentheses. `1` is an axis of size one.
public func rearrange(
  _ tensor: Tensor, _ pattern: String, axesLengths: [String: Int] = [:]
) -> Tensor {
  call("rearrange", tensor) { call in
    let sides = pattern.components(separatedBy: "->")
    try call.require(sides.count == 2, "\"\(pattern)\" must have one arrow")
    let (from, to) = (try groups(sides[0], call), try groups(sides[1], call))
    try call.require(
      from.count == tensor.rank,
      "\"\(pattern)\" has \(from.count) axes on the left, the shape is \(tensor.shape)")
    var sizes = axesLengths
    for (group, size) in zip(from, tensor.shape) {
      let open = group.filter { sizes[$0] == nil }
      let known = group.compactMap { sizes[$0] }.reduce(1, *)
      try call.require(
        open.count <= 1 && known > 0 && size.isMultiple(of: known)
          && (open.count == 1 || size == known),
        "an axis of size \(size) does not split into (\(group.joined(separator: " ")))")
      if let name = open.first { sizes[name] = size / known }
    }
    let (left, right) = (from.flatMap { $0 }, to.flatMap { $0 })
    try call.require(
      Set(left).count == left.count && left.sorted() == right.sorted(),
      "\"\(pattern)\" must name the same axes on both sides, each once")
    let split = reshape(tensor, left.map { sizes[$0] ?? 1 })
    let moved = transpose(split, right.compactMap { left.firstIndex(of: $0) })
    return reshape(moved, to.map { $0.reduce(1) { $0 * (sizes[$1] ?? 1) } })
  }
}

/// The names of each axis of one side of a pattern.
private func groups(_ text: String, _ call: Call) throws -> [[String]] {
  var result: [[String]] = []
  var open: [String]?
  let spaced = text.replacingOccurrences(of: "(", with: " ( ")
    .replacingOccurrences(of: ")", with: " ) ")
  for word in spaced.split(separator: " ").map(String.init) {
    switch word {
    case "(":
      try call.require(open == nil, "parentheses in \"\(text)\" may not be nested")
      open = []
    case ")":
      guard let group = open else { throw call.error("\"\(text)\" closes what it did not open") }
      result.append(group)
      open = nil
    case "1": if open == nil { result.append([]) }
    default:
      if open != nil { open?.append(word) } else { result.append([word]) }
    }
  }
  try call.require(open == nil, "\"\(text)\" does not close a parenthesis")
  return result
}
