/// The equation of an `EinsumDense`: `input,kernel->output`, each an axis per letter; an ellipsis
/// stands for axes that stay.
struct EinsumEquation {
  let input, kernel, output: [Character]
  /// Where in the input and output the ellipsis stands: before all letters, after, or nowhere.
  let ellipsis: Place
  enum Place { case nowhere, before, after }

  init(_ text: String) throws {
    func wrong(_ what: String) -> ConfigError {
      ConfigError(
        "equation '\(text)' \(what); expected one such as 'ab,bc->ac', '...ab,bc->...ac' or "
          + "'ab...,bc->ac...'")
    }
    let sides = text.filter { $0 != " " }.split(separator: "->", omittingEmptySubsequences: false)
    let parts = sides.first?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    guard sides.count == 2, parts.count == 2 else {
      throw wrong("has not two operands and a result")
    }
    let (left, right) = (String(parts[0]), String(sides[1]))
    let place: Place =
      if left.hasPrefix("..."), right.hasPrefix("...") {
        .before
      } else if left.hasSuffix("..."), right.hasSuffix("...") {
        .after
      } else {
        .nowhere
      }
    ellipsis = place
    func letters(_ part: some StringProtocol) throws -> [Character] {
      let rest =
        place == .nowhere
        ? String(part)
        : place == .before ? String(part.dropFirst(3)) : String(part.dropLast(3))
      guard rest.allSatisfy({ $0.isASCII && $0.isLetter }) else {
        throw wrong("has no letter for an axis")
      }
      guard Set(rest).count == rest.count else { throw wrong("names an axis twice") }
      return Array(rest)
    }
    input = try letters(left)
    output = try letters(right)
    guard parts[1].allSatisfy({ $0.isASCII && $0.isLetter }), Set(parts[1]).count == parts[1].count
    else { throw wrong("has not a letter for each axis of the kernel") }
    kernel = Array(parts[1])
    for letter in output where !input.contains(letter) && !kernel.contains(letter) {
      throw wrong("has '\(letter)' in the result alone")
    }
    for letter in kernel where !input.contains(letter) && !output.contains(letter) {
      throw wrong("has '\(letter)' in the kernel alone")
    }
  }

  /// The shapes of kernel, bias and result for inputs of `shape`; `given` is the result's shape
  /// without the batch.
  func shapes(
    _ shape: Shape, _ given: Shape, biasAxes: String?
  ) throws -> (kernel: [Int], bias: [Int]?) {
    let stays = shape.count - input.count
    guard ellipsis == .nowhere ? stays == 0 : stays >= 0 else {
      throw ConfigError(
        "the equation is for an input of \(input.count) axes, got \(pythonTuple(shape))")
    }
    let named =
      ellipsis == .before ? Array(shape.dropFirst(stays)) : Array(shape.prefix(input.count))
    var sizes = Dictionary(uniqueKeysWithValues: zip(input, named))
    // The output's letters, those of the ellipsis and of the batch left out.
    var wanted = given
    var letters = output
    if ellipsis == .before {
      // Sizes are given for all axes after the batch or for the last ones.
      wanted = Array(wanted.suffix(letters.count))
      letters = Array(letters.suffix(wanted.count))
    } else {
      letters.removeFirst()
      wanted = Array(wanted.prefix(letters.count))
      letters = Array(letters.prefix(wanted.count))
      if letters.count < output.count - 1 {
        throw ConfigError(
          "outputShape \(pythonTuple(given)) must have a size for each of the axes "
            + "'\(String(output.dropFirst()))'")
      }
    }
    for (letter, size) in zip(letters, wanted) {
      guard let size else { continue }
      if let known = sizes[letter] ?? nil, known != size {
        throw ConfigError(
          "outputShape \(pythonTuple(given)) has \(size) for the axis '\(letter)', which has the "
            + "size \(known) in the input \(pythonTuple(shape))")
      }
      sizes[letter] = size
    }
    func size(_ letter: Character) throws -> Int {
      guard let size = sizes[letter] ?? nil else {
        throw ConfigError(
          "the size of the axis '\(letter)' must be known, by the input \(pythonTuple(shape)) or by "
            + "outputShape \(pythonTuple(given))")
      }
      return size
    }
    let kernelShape = try kernel.map(size)
    guard let biasAxes else { return (kernelShape, nil) }
    for letter in biasAxes where !output.contains(letter) {
      throw ConfigError("biasAxes has '\(letter)', which is no axis of the result")
    }
    guard let first = output.firstIndex(where: { biasAxes.contains($0) }) else {
      return (kernelShape, [])
    }
    var bias = try output[first...].map { biasAxes.contains($0) ? try size($0) : 1 }
    if ellipsis == .after { bias += [Int](repeating: 1, count: stays) }
    return (kernelShape, bias)
  }
}
