import Foundation
import JSONValues
import Synchronization

/// A run's report: what was run, and a record for each item.
///
/// In a file it is JSON lines: a header, then lines that say which item starts and what became of it,
/// each written as it happens. So a report that ends early is one from which the run goes on.
///
/// Specification: `conformance`.
public struct RunReport: Sendable {
  /// What was run.
  public struct Header: Sendable, Hashable {
    /// The backend's name.
    public var backend: String
    /// Its version; empty if it tells none.
    public var version: String
    /// The profile that was run.
    public var profile: String
    /// The tier.
    public var tier: String
    /// What numbers were drawn by.
    public var seed: UInt64
    /// The part of the items, as in `1/4`.
    public var shard: String
    /// The release whose requirements count; `nil` where all items do.
    public var requirements: String?

    /// What was run.
    public init(
      backend: String, version: String, profile: ConformanceProfile, tier: Tier, seed: UInt64,
      shard: String, requirements: String? = nil
    ) {
      self.requirements = requirements
      (self.backend, self.version, self.seed, self.shard) = (backend, version, seed, shard)
      (self.profile, self.tier) = (profile.rawValue, tier.rawValue)
    }

    var json: JSON {
      var fields: JSONObject = [
        "schema": .string(RunReport.schema), "backend": .string(backend),
        "version": .string(version), "profile": .string(profile), "tier": .string(tier),
        "seed": .integer(Int(truncatingIfNeeded: seed)), "shard": .string(shard),
      ]
      if let requirements { fields["requirements"] = .string(requirements) }
      return .object(fields)
    }
    init(_ json: JSON) throws {
      guard json["schema"]?.string == RunReport.schema else {
        throw CaseError("the first line must have the schema \(RunReport.schema)")
      }
      (backend, version) = (json["backend"]?.string ?? "", json["version"]?.string ?? "")
      (profile, tier) = (json["profile"]?.string ?? "", json["tier"]?.string ?? "")
      seed = UInt64(truncatingIfNeeded: json["seed"]?.integer ?? 0)
      shard = json["shard"]?.string ?? ""
      requirements = json["requirements"]?.string
    }
  }
  /// The name of the form.
  public static let schema = "touchstone/report-v1"
  /// What was run.
  public var header: Header
  /// The records in the order in which they came.
  public var records: [Record]
  /// The items that started and did not end.
  public var interrupted: [String] = []
  /// How far elementary functions are off, where that was measured.
  public var ulps: [ULPMeasure] = []

  /// A report of these records.
  public init(_ header: Header, _ records: [Record]) {
    (self.header, self.records) = (header, records)
  }

  /// Reads the report at `path`; a last line that is not whole is left out.
  public init(path: String) throws {
    let text = try SourceFiles.read(path)
    let lines = text.split(separator: "\n")
    func fail(_ number: Int, _ message: String) -> CaseError {
      CaseError("line \(number + 1): \(message)", place: path)
    }
    guard let first = lines.first else { throw CaseError("is empty", place: path) }
    do { header = try Header(JSON(text: String(first))) } catch {
      throw fail(0, "\(error)")
    }
    records = []
    var open: [String] = []
    for (number, line) in lines.enumerated().dropFirst() {
      let json: JSON
      do { json = try JSON(text: String(line)) } catch {
        if number == lines.count - 1, !text.hasSuffix("\n") { break }
        throw fail(number, "\(error)")
      }
      if let id = json["started"]?.string {
        open.append(id)
      } else if let measure = json["ulp"] {
        do { ulps.append(try ULPMeasure(measure)) } catch { throw fail(number, "\(error)") }
      } else if json["summary"] == nil {
        do {
          let record = try Record(json)
          records.append(record)
          open.removeAll { $0 == record.id }
        } catch { throw fail(number, "\(error)") }
      }
    }
    interrupted = open
  }
}

/// Writes a report line by line, so that nothing is lost when a run ends early.
public final class ReportWriter: Sendable {
  private let file: Mutex<FileHandle>

  /// Begins the report at `path` with `header`, or goes on with what is there.
  public init(path: String, header: RunReport.Header, appending: Bool = false) throws {
    if !appending {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw CaseError("cannot be written", place: path)
      }
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw CaseError("cannot be written", place: path)
    }
    let end = try handle.seekToEnd()
    file = Mutex(handle)
    if appending, end > 0 {
      // A line that was cut off stays apart from the next.
      try handle.seek(toOffset: end - 1)
      if try handle.readToEnd() != Data("\n".utf8) { try handle.write(contentsOf: Data("\n".utf8)) }
    } else {
      write(header.json)
    }
  }

  /// Notes that an item starts.
  public func started(_ id: String) { write(["started": .string(id)]) }
  /// Writes what became of an item.
  public func write(_ record: Record) { write(record.json) }
  /// Writes how far a function is off.
  public func write(_ measure: ULPMeasure) { write(["ulp": measure.json]) }
  /// Writes the totals.
  public func write(_ summary: RunSummary) { write(["summary": summary.json]) }

  private func write(_ json: JSON) {
    let line = Data((json.text() + "\n").utf8)
    file.withLock { try? $0.write(contentsOf: line) }
  }
}
