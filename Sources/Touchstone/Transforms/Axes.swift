/// Which axes `vmap` maps over: one for all tensors, none, or an answer for each part of a tree.
///
/// Written as a literal: `0`, `-1`, `nil`, `[0, nil]` for the arguments or the elements of a list,
/// `["kernel": 0, "bias": nil]` for fields. An answer given for a tree holds for all it contains.
public indirect enum Axes: Hashable, Sendable {
  /// This axis of every tensor; a negative one counts from the end.
  case axis(Int)
  /// None: every member sees the whole tensor.
  case none
  /// An answer for each element.
  case list([Axes])
  /// An answer for each field.
  case record([String: Axes])
}

extension Axes: ExpressibleByIntegerLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// That axis.
  public init(integerLiteral axis: Int) { self = .axis(axis) }
  /// None.
  public init(nilLiteral: ()) { self = .none }
  /// An answer for each element.
  public init(arrayLiteral axes: Axes...) { self = .list(axes) }
  /// An answer for each field.
  public init(dictionaryLiteral axes: (String, Axes)...) {
    self = .record(Dictionary(axes) { $1 })
  }
}

extension Axes: CustomStringConvertible {
  /// As it is written.
  public var description: String {
    switch self {
    case .axis(let axis): "\(axis)"
    case .none: "nil"
    case .list(let axes): "[\(axes.map(\.description).joined(separator: ", "))]"
    case .record(let axes):
      "[\(axes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))]"
    }
  }

  /// The axis of each tensor in a tree of `structure`, as far as this says it.
  ///
  /// `subject` is what messages call this: `inAxes`.
  func perLeaf(
    of structure: TreeStructure, _ subject: String
  ) throws(TensorError) -> [Int?] {
    var axes: [Int?] = []
    var failure: String?
    func visit(_ position: Int, _ answer: Axes, _ path: String) {
      let children = structure.children(at: position)
      func place(_ text: String) { failure = failure ?? "\(subject) \(self): at \(path) \(text)" }
      switch answer {
      case .axis(let axis):
        axes += Array(repeating: axis, count: structure.tokens.afterValue(at: position).leaves)
      case .none:
        axes += Array(repeating: nil, count: structure.tokens.afterValue(at: position).leaves)
      case .list(let answers):
        guard case .list = structure.tokens[position], answers.count == children.count else {
          return place("\(answers.count) answers are given for \(structure.words(at: position))")
        }
        for (child, answer) in zip(children, answers) {
          visit(child.position, answer, "\(path)/\(child.label)")
        }
      case .record(let answers):
        guard case .record = structure.tokens[position] else {
          return place("fields are given for \(structure.words(at: position))")
        }
        for key in answers.keys.sorted() where !children.contains(where: { $0.label == key }) {
          return place("there is no field \(key)")
        }
        for child in children {
          // Fields without tensors need no answer.
          let holds = structure.tokens.afterValue(at: child.position).leaves
          if let answer = answers[child.label] {
            visit(child.position, answer, "\(path)/\(child.label)")
          } else if holds > 0 {
            place("there is no answer for \(child.label)")
          }
        }
      }
    }
    visit(0, self, "the top")
    if let failure { throw TensorError("vmap", "", [], failure) }
    return axes
  }
}
