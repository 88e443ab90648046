import Foundation
import JSONValues
import Touchstone

extension Item {
  /// The cases of `Conformance/operations`.
  ///
  /// A `seed` other than 0 draws other numbers where a case has them drawn, and its results are then
  /// the reference's and not those stored. With `headings` only those of them.
  public static func operations(
    _ repository: Repository, seed: UInt64 = 0, headings: Set<String>? = nil
  ) throws -> [Item] {
    let urls = try CaseFile.files(in: repository.cases).filter { url in
      headings?.contains(url.deletingPathExtension().lastPathComponent) ?? true
    }
    return urls.flatMap { url in
      do {
        return try cases(url, seed: seed).map { one in
          item(one, seed == 0 ? repository.goldens : nil)
        }
      } catch { return [broken(url, error)] }
    }
  }

  /// The failures that were found once, of `Conformance/corpus`; none where that is not there.
  public static func corpus(_ repository: Repository) throws -> [Item] {
    let folder = repository.root.appending(path: "Conformance/corpus")
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try CaseFile.files(in: folder).flatMap { try CaseFile($0).cases }.map { one in
      Item(
        .corpus, area: "programs", heading: one.heading, name: one.name, clauses: one.clauses,
        dtype: dtype(one), keys: ["corpus \(one.name)"]
      ) { backend, isReference in judged(by: { Judge($0).verdicts(one) }, backend, isReference) }
    }
  }

  /// The cases of the file at `url`, with numbers drawn by `seed`.
  public static func cases(_ url: URL, seed: UInt64) throws -> [Case] {
    if seed == 0 { return try CaseFile(url).cases }
    let heading = url.deletingPathExtension().lastPathComponent
    guard let items = try JSON(text: SourceFiles.read(url.path)).array else {
      throw CaseError("is not a JSON list of cases", place: url.lastPathComponent)
    }
    return try items.map { try Case(redrawn($0, seed: seed), heading: heading) }
  }

  /// The case that `json` describes with other numbers drawn, where only stored results depend on them.
  static func redrawn(_ json: JSON, seed: UInt64) -> JSON {
    guard json["golden"] == true, var fields = json.object,
      let operands = fields["operands"]?.array
    else { return json }
    fields["operands"] = .array(
      operands.map { operand in
        guard let text = operand.string else { return operand }
        var words = text.split(separator: " ").map(String.init)
        guard words.count > 2, words[1] == "random", let drawn = UInt64(words[2]) else {
          return operand
        }
        words[2] = String(drawn &+ seed &* 0x1_0000_0001)
        return .string(words.joined(separator: " "))
      })
    return .object(fields)
  }

  private static func item(_ one: Case, _ goldens: Goldens?) -> Item {
    var clauses = one.clauses
    var isViolation = false
    if case .violation(let label) = one.expectation {
      clauses.append(label)
      isViolation = true
    }
    var keys: Set<String> = []
    if let transform = one.transform { keys.insert("\(one.heading) \(transform)") }
    return Item(
      .operations, area: one.area, heading: one.heading, name: one.name, clauses: clauses,
      dtype: dtype(one), isViolation: isViolation, keys: keys
    ) { backend, isReference in
      judged(by: { Judge($0, goldens: goldens).verdicts(one) }, backend, isReference)
    }
  }

  /// The verdict on `backend`; the reference owes the stored results to the bit besides, which is seen
  /// without a process.
  package static func judged(
    by verdicts: ([any Backend]) -> [Verdict], _ backend: any Backend, _ isReference: Bool
  ) -> Verdict {
    let verdict = verdicts([backend])[0]
    guard isReference, !verdict.status.isFailure else { return verdict }
    let own = verdicts([ReferenceBackend()])[0]
    return own.status.isFailure ? own : verdict
  }

  /// The dtype that a case is about.
  private static func dtype(_ one: Case) -> String {
    if let first = one.operands.first(where: { $0.dtype.isElement }) {
      return first.dtype.rawValue
    }
    if case .results(let results) = one.expectation, let first = results.first {
      return first.dtype.rawValue
    }
    return ""
  }

  private static func broken(_ url: URL, _ error: any Error) -> Item {
    let heading = url.deletingPathExtension().lastPathComponent
    return Item(.operations, area: Headings.area(of: heading), heading: heading, name: "the file") {
      backend, _ in
      Verdict(
        area: Headings.area(of: heading), heading: heading, name: "the file",
        backend: backend.name, status: .harnessError, detail: "\(error)")
    }
  }
}
