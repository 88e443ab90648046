import Foundation
import Synchronization

/// Swift functions that programs call, by number: a program holds the number, not the function.
enum CallbackTable {
  typealias Function = @Sendable ([HostTensor]) throws -> [HostTensor]
  private static let functions = Mutex<[Function]>([])

  static func add(_ function: @escaping Function) -> Int {
    functions.withLock {
      $0.append(function)
      return $0.count - 1
    }
  }
  static func function(_ id: Int) -> Function { functions.withLock { $0[id] } }
}

/// What the Swift function `f` gives for the elements of `x`: tensors of the types `results`.
///
/// It is called when the program runs, on the host, as often as the program pleases, so it must
/// depend on nothing but its arguments. Under `vmap` it is called once for each member. It has no
/// derivative; give the function that uses it one with `customJVP`. Programs that call it cannot be
/// written as text.
///
/// Specification: `callbacks`.
public func pureCallback(
  _ f: @escaping @Sendable ([HostTensor]) throws -> [HostTensor], _ results: [TensorType],
  _ x: [Tensor]
) -> [Tensor] {
  let call = Callback(id: CallbackTable.add(f), types: results, prints: false)
  let made = bind(call, x)
  return made.count == results.count ? made : results.map { _ in .invalid }
}

/// Prints `format`, with the elements of `x` in the places of `{}`, whenever the program runs.
///
/// Under `vmap` it prints once for each member; under `grad` when the values are computed.
///
/// Specification: `callbacks`.
public func debugPrint(_ format: String, _ x: Tensor...) {
  let id = CallbackTable.add { values in
    var text = ""
    var rest = format[...]
    var values = values[...]
    while let place = rest.range(of: "{}"), let value = values.popFirst() {
      text += rest[..<place.lowerBound] + value.elementText
      rest = rest[place.upperBound...]
    }
    FileHandle.standardOutput.write(Data((text + rest + "\n").utf8))
    return []
  }
  _ = bind(Callback(id: id, types: [], prints: true), x)
}

/// A call of a Swift function of this process.
struct Callback: Primitive {
  static let names = ["touchstone.callback"]
  let id: Int
  let types: [TensorType]
  let prints: Bool

  init(id: Int, types: [TensorType], prints: Bool) {
    self.id = id
    self.types = types
    self.prints = prints
  }
  init(_ source: inout OperationSource) throws(TensorError) {
    throw source.invalid("a call of a Swift function cannot be read from text")
  }
  static func syntax(of name: String) -> Syntax { .generic }
  var hasSideEffects: Bool { prints }
  var derivative: Derivative { prints ? .zero : .custom }
  var promise: Promise { .implementationDefined }

  func resultTypes(_ x: [TensorType]) -> [TensorType] { types }
  func evaluate(
    _ x: [HostTensor], _ types: [TensorType], in context: EvaluationContext
  ) throws -> [HostTensor] {
    let results = try CallbackTable.function(id)(x.map(\.owned))
    guard results.map(\.type) == types else {
      throw TensorError(
        "callback", "", x.map(\.type),
        "the function must give \(types), it gives \(results.map(\.type))")
    }
    return results
  }
}

extension HostTensor {
  /// The elements in brackets, row by row.
  fileprivate var elementText: String {
    let words: [String] =
      switch dtype.family {
      case .boolean: booleans.map { "\($0)" }
      case .signed, .unsigned: integers.map { "\($0)" }
      case .complex: complexes.map { "\($0.real)+\($0.imaginary)i" }
      default: doubles.map { "\($0)" }
      }
    func text(_ shape: ArraySlice<Int>, _ range: Range<Int>) -> String {
      guard let first = shape.first else { return words[range.lowerBound] }
      let step = first == 0 ? 0 : range.count / first
      let parts = (0..<first).map { i -> String in
        let start = range.lowerBound + i * step
        return text(shape.dropFirst(), start..<start + step)
      }
      return "[" + parts.joined(separator: " ") + "]"
    }
    return text(shape[...], 0..<count)
  }
}
