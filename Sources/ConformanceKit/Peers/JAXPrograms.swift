import ArrayFiles
import Foundation
import Touchstone

/// A program that JAX printed, with inputs and what JAX computed from them.
public struct JAXProgram: Sendable, CustomStringConvertible {
  /// The program's file.
  public let file: URL
  /// Its arguments in order.
  public let arguments: [HostTensor]
  /// What its results should be.
  public let results: [HostTensor]
  /// How far a result may lie from JAX's, as a part of the largest element; `nil` leaves it to the
  /// coarse rule.
  public let relativeTolerance: Double?
  /// What JAX computed of its derivatives, if it is a function that has some.
  let derivatives: Derivatives?

  /// Directions, and the derivatives along them.
  struct Derivatives: Sendable {
    let cotangents: [HostTensor]
    let tangents: [HostTensor]
    let gradients: [HostTensor]
    let jvp: [HostTensor]
    let hvp: [HostTensor]
  }

  /// What to show a person.
  public var description: String { file.deletingPathExtension().lastPathComponent }

  /// Every program under `folder`, which is laid out as its `README.md` says.
  public static func all(in folder: URL) throws -> [JAXProgram] {
    try lowered(in: folder.appending(path: "lowered")) + recorded(in: folder)
  }

  /// Whole programs: `NAME.mlir` beside `NAME.npz` with `arg0`, … and `out0`, ….
  private static func lowered(in folder: URL) throws -> [JAXProgram] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".mlir") }
      .map { name in
        let file = folder.appending(path: name)
        let arrays = try Arrays(file.deletingPathExtension().appendingPathExtension("npz"))
        return JAXProgram(
          file: file, arguments: arrays.numbered("arg"), results: arrays.numbered("out"),
          relativeTolerance: nil, derivatives: nil)
      }
  }

  /// Functions with their derivatives, listed by `index.json`.
  private static func recorded(in folder: URL) throws -> [JAXProgram] {
    struct Index: Decodable {
      let groups: [String: Group]
    }
    struct Group: Decodable {
      let file: String
      let cases: [String: Case]
    }
    struct Case: Decodable {
      let mlir: Files?
      let rtol: Double?
    }
    enum Files: Decodable {
      case one(String)
      case byRole([String: String])
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
          self = .one(name)
        } else {
          self = .byRole(try container.decode([String: String].self))
        }
      }
    }
    let index = try JSONDecoder().decode(
      Index.self, from: Data(contentsOf: folder.appending(path: "index.json")))
    var programs: [JAXProgram] = []
    for (_, group) in index.groups.sorted(by: { $0.key < $1.key }) {
      let arrays = try Arrays(folder.appending(path: group.file))
      for (name, one) in group.cases.sorted(by: { $0.key < $1.key }) {
        guard let files = one.mlir else { continue }
        let own = arrays.under(name)
        let tolerance = max(one.rtol ?? 0, 1e-9)
        func add(
          _ file: String, _ arguments: [HostTensor], _ results: [HostTensor],
          _ derivatives: Derivatives? = nil
        ) {
          programs.append(
            JAXProgram(
              file: folder.appending(path: "programs/\(file).mlir"), arguments: arguments,
              results: results, relativeTolerance: tolerance, derivatives: derivatives))
        }
        let inputs = own.numbered("in")
        switch files {
        case .one(let file): add(file, inputs, own.numbered("out"))
        case .byRole(let files):
          for (role, file) in files.sorted(by: { $0.key < $1.key }) {
            switch role {
            case "f":
              add(
                file, inputs, own.numbered("y"),
                Derivatives(
                  cotangents: own.numbered("ct"), tangents: own.numbered("tan"),
                  gradients: own.numbered("grad"), jvp: own.numbered("jvp"),
                  hvp: own.numbered("hvp")))
            case "vjp": add(file, inputs + own.numbered("ct"), own.numbered("grad"))
            case "jvp":
              add(file, inputs + own.numbered("tan"), own.numbered("y") + own.numbered("jvp"))
            default:
              throw CaseError("the role '\(role)' of \(file) is not known", place: folder.path)
            }
          }
        }
      }
    }
    return programs
  }

  /// Arrays by name.
  private struct Arrays {
    var values: [String: HostTensor]

    init(_ file: URL) throws {
      values = Dictionary(try ArrayFile.read(file.path).map { ($0.name, $0.value) }) { $1 }
    }
    /// Those under `prefix/`, without it.
    func under(_ prefix: String) -> Arrays {
      var own = self
      own.values = [:]
      for (name, value) in values where name.hasPrefix(prefix + "/") {
        own.values[String(name.dropFirst(prefix.count + 1))] = value
      }
      return own
    }
    /// `prefix`, or `prefix0`, `prefix1`, …; `:bf16` after a name says what its bits are.
    func numbered(_ prefix: String) -> [HostTensor] {
      if let only = values[prefix] { return [only] }
      var list: [HostTensor] = []
      while true {
        let name = "\(prefix)\(list.count)"
        if let value = values[name] ?? values[name + ":bf16"] { list.append(value) } else { break }
      }
      return list
    }
  }
}

extension JAXProgram {
  /// Why `backend` does not agree with what JAX computed; `nil` if it does.
  public func disagreement(on backend: any Backend) -> String? {
    do {
      let program = try Program(text: try SourceFiles.read(file.path), file: file.path)
      guard let main = program.main else { throw CaseError("it has no function @main") }
      let parameters = main.block.parameters
      guard parameters.count == arguments.count else {
        return "it takes \(parameters.count) arguments, \(arguments.count) are recorded"
      }
      let given = zip(arguments, parameters).map { $0.bits(as: $1) }
      let outputs = try backend.compile(program).run(given).map { try $0.host() }
      guard outputs.count == results.count else {
        return "it gives \(outputs.count) results, \(results.count) are recorded"
      }
      for (i, (output, result)) in zip(outputs, results).enumerated() {
        if let sentence = difference(output, result.bits(as: output.type)) {
          return "result \(i): \(sentence)"
        }
      }
      return nil
    } catch { return "\(error)" }
  }

  func difference(_ x: HostTensor, _ y: HostTensor) -> String? {
    let comparison = Comparison(x, y, .equal)
    if comparison.passed { return nil }
    if let relativeTolerance, x.type == y.type, x.dtype.isFloat || x.dtype.isComplex {
      let largest = TrueValue.parts(y).reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
      let close = Comparison(x, y, .absolute(relativeTolerance * largest))
      return close.passed ? nil : close.sentence
    }
    if TrueValue.isNear(x, y) || isGauge(x, y) { return nil }
    return comparison.sentence
  }

  /// Whether the columns agree up to a sign, which eigenvectors and singular vectors leave open.
  private func isGauge(_ x: HostTensor, _ y: HostTensor) -> Bool {
    guard description.hasPrefix("eigh"), x.type == y.type, x.type.rank >= 2, x.dtype.isFloat else {
      return false
    }
    let magnitudes = [x, y].map { HostTensor($0.type, doubles: $0.doubles.map(abs)) }
    return TrueValue.isNear(magnitudes[0], magnitudes[1])
  }
}

extension HostTensor {
  /// This, or its bits taken for `type` where a file has no dtype for them.
  fileprivate func bits(as type: TensorType) -> HostTensor {
    let isPattern = dtype == .ui16 || dtype == .ui8 || dtype == .i8
    return isPattern && self.type != type && self.type.byteCount == type.byteCount
      && shape == type.shape ? reinterpreted(as: type) : self
  }
}
