import Foundation

/// Sums of products as `subscripts` say: `"ij,jk->ik"` is the product of matrices.
///
/// Each letter is an axis; a letter in several places runs in all of them together; one that the
/// result lacks is summed over. `...` stands for axes not named, which are broadcast. Without `->`
/// the result has `...` and the letters that occur once, in alphabetical order. Spaces count for
/// nothing.
///
/// Operands are multiplied in pairs: each time the two whose product is smallest compared with
/// them, so that no order need be given.
///
/// Specification: `numpy`.
public func einsum(_ subscripts: String, _ operands: Tensor...) -> Tensor {
  einsum(subscripts, operands)
}

/// Sums of products as `subscripts` say; see the form with several arguments.
public func einsum(_ subscripts: String, _ operands: [Tensor]) -> Tensor {
  call("einsum", operands, else: .invalid) { call in
    let plan = try Subscripts(subscripts, operands.map(\.shape), call)
    var terms = zip(promoteDTypes("einsum", operands), plan.operands).map {
      Term(tensor: settled($0), labels: $1).diagonalized()
    }
    while true {
      // What only one operand has is summed over before products make it larger.
      for i in terms.indices {
        let others = terms.indices.filter { $0 != i }.flatMap { terms[$0].labels }
        terms[i] = terms[i].summed(keeping: Set(others + plan.result))
      }
      if terms.count == 1 { return terms[0].arranged(plan.result, plan.sizes) }
      let (a, b) = cheapestPair(terms, plan)
      let others = terms.indices.filter { $0 != a && $0 != b }.flatMap { terms[$0].labels }
      let product = terms[a].times(terms[b], keeping: Set(others + plan.result))
      terms = terms.indices.filter { $0 != a && $0 != b }.map { terms[$0] } + [product]
    }
  }
}

/// An axis in the subscripts: a letter, or a place among those that `...` stands for, from the last.
private enum Label: Hashable, Comparable {
  case unnamed(Int)
  case letter(Character)
}

/// What a string of subscripts says about operands of certain shapes.
private struct Subscripts {
  var operands: [[Label]] = []
  var result: [Label] = []
  var sizes: [Label: Int] = [:]

  init(_ text: String, _ shapes: [[Int]], _ call: Call) throws {
    let text = text.filter { $0 != " " }
    let sides = text.components(separatedBy: "->")
    try call.require(sides.count <= 2, "\"\(text)\" has more than one arrow")
    let parts = sides[0].components(separatedBy: ",")
    try call.require(
      parts.count == shapes.count,
      "\"\(text)\" is for \(parts.count) operands, not for \(shapes.count)")
    for (part, shape) in zip(parts, shapes) {
      let labels = try Self.labels(part, rank: shape.count, call)
      for (label, size) in zip(labels, shape) {
        let known = sizes[label] ?? 1
        try call.require(
          known == size || known == 1 || size == 1,
          "\"\(text)\" pairs axes of the sizes \(known) and \(size)")
        sizes[label] = Swift.max(known, size == 1 ? known : size)
        if size == 0 || known == 0 { sizes[label] = 0 }
      }
      operands.append(labels)
    }
    let all = operands.flatMap { $0 }
    let unnamed = Set(all).filter { if case .unnamed = $0 { true } else { false } }
    if sides.count == 2 {
      result = try Self.labels(sides[1], rank: nil, unnamed: unnamed.count, call)
      for label in result {
        try call.require(
          sizes[label] != nil, "\"\(text)\" has an axis in the result that no operand has")
      }
      try call.require(
        Set(result).count == result.count, "\"\(text)\" has an axis twice in the result")
    } else {
      let single = Set(all).filter { label in
        if case .letter = label { all.count { $0 == label } == 1 } else { false }
      }
      result = unnamed.sorted(by: >) + single.sorted()
    }
  }

  /// The labels that `text` writes for `rank` axes; for a result `unnamed` says how many `...` is.
  private static func labels(
    _ text: String, rank: Int?, unnamed: Int = 0, _ call: Call
  ) throws -> [Label] {
    let parts = text.components(separatedBy: "...")
    try call.require(parts.count <= 2, "\"\(text)\" has more than one ellipsis")
    for character in parts.joined() {
      try call.require(
        character.isLetter && character.isASCII, "\"\(character)\" in \"\(text)\" is no letter")
    }
    let named = parts.joined().count
    let hidden = rank.map { $0 - named } ?? unnamed
    try call.require(
      hidden >= 0 && (parts.count == 2 || rank == nil || hidden == 0),
      "\"\(text)\" names \(named) axes of \(rank ?? named)")
    let letters = parts.map { $0.map { Label.letter($0) } }
    if parts.count == 1 { return letters[0] }
    return letters[0] + (0..<hidden).reversed().map { .unnamed($0) } + letters[1]
  }
}

/// A factor with the label of each axis.
private struct Term {
  var tensor: Tensor
  var labels: [Label]

  private func size(_ label: Label) -> Int {
    labels.firstIndex(of: label).map { tensor.shape[$0] } ?? 1
  }

  /// The term with labels that occur twice taken along the diagonal.
  func diagonalized() -> Term {
    var term = self
    while let label = term.labels.first(where: { l in term.labels.count { $0 == l } > 1 }) {
      let places = term.labels.indices.filter { term.labels[$0] == label }
      let (a, b) = (places[0], places[1])
      // A size of one beside another is broadcast, which is what taking it away does.
      if term.tensor.shape[a] != term.tensor.shape[b] {
        let single = term.tensor.shape[a] == 1 ? a : b
        term.tensor = removed(term.tensor, single)
        term.labels.remove(at: single)
        continue
      }
      term.tensor = diagonal(term.tensor, axis1: a, axis2: b)
      term.labels.remove(at: b)
      term.labels.remove(at: a)
      term.labels.append(label)
    }
    return term
  }

  /// The term summed over the labels that are not to be kept.
  func summed(keeping kept: Set<Label>) -> Term {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    if axes.isEmpty { return self }
    return Term(tensor: reduceSum(tensor, axes), labels: labels.filter { kept.contains($0) })
  }

  /// The product with `other`, summed over common labels that are not to be kept.
  func times(_ other: Term, keeping kept: Set<Label>) -> Term {
    // Sizes of one that the other has larger are broadcast: without them they are.
    let (x, y) = (self.narrowed(beside: other), other.narrowed(beside: self))
    let common = x.labels.filter { y.labels.contains($0) }
    let batch = common.filter { kept.contains($0) }
    let contracted = common.filter { !kept.contains($0) }
    func places(_ term: Term, _ labels: [Label]) -> [Int] {
      labels.compactMap { term.labels.firstIndex(of: $0) }
    }
    let product = dotGeneral(
      x.tensor, y.tensor, contracting: (places(x, contracted), places(y, contracted)),
      batching: (places(x, batch), places(y, batch)))
    let rest = (x.labels + y.labels).filter { !common.contains($0) }
    return Term(tensor: product, labels: batch + rest)
  }

  private func narrowed(beside other: Term) -> Term {
    let single = labels.indices.filter {
      tensor.shape[$0] == 1 && other.labels.contains(labels[$0]) && other.size(labels[$0]) != 1
    }
    if single.isEmpty { return self }
    return Term(
      tensor: squeeze(tensor, axis: single),
      labels: labels.indices.filter { !single.contains($0) }.map { labels[$0] })
  }

  /// The tensor with the axes `result` in this order.
  func arranged(_ result: [Label], _ sizes: [Label: Int]) -> Tensor {
    let order = result.compactMap { labels.firstIndex(of: $0) }
    let ordered = order == Array(labels.indices) ? tensor : transpose(tensor, order)
    return broadcastTo(ordered, result.map { sizes[$0] ?? 1 })
  }
}

/// The two terms whose product is smallest compared with them, the earlier ones of equal pairs.
private func cheapestPair(_ terms: [Term], _ plan: Subscripts) -> (Int, Int) {
  func elements(_ labels: Set<Label>) -> Double {
    labels.reduce(1) { $0 * Double(plan.sizes[$1] ?? 1) }
  }
  var best = (0, 1)
  var least = Double.infinity
  for a in terms.indices {
    for b in terms.indices where b > a {
      let others = terms.indices.filter { $0 != a && $0 != b }.flatMap { terms[$0].labels }
      let (x, y) = (Set(terms[a].labels), Set(terms[b].labels))
      let kept = x.union(y).intersection(others + plan.result)
      let cost = elements(kept) - elements(x) - elements(y)
      if cost < least { (best, least) = ((a, b), cost) }
    }
  }
  return best
}
