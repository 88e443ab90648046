import ArrayFiles
import Foundation
import Touchstone

/// The stored results of cases that say `golden`: one safetensors file per heading, in which the
/// arrays of a case are called `case name/out0`, `case name/out1`, …
///
/// Specification: `conformance`.
public struct Goldens: Sendable {
  /// The folder with the files.
  public let folder: URL

  /// The goldens in `folder`.
  public init(_ folder: URL) { self.folder = folder }

  /// Where the goldens of `heading` are.
  public func url(for heading: String) -> URL { folder.appending(path: "\(heading).safetensors") }

  /// The stored results of `one`, or `nil` if there are none.
  public func results(of one: Case) throws -> [HostTensor]? {
    let path = url(for: one.heading).path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let arrays = try ArrayFile.read(path)
    var results: [HostTensor] = []
    while let array = arrays.first(where: { $0.name == "\(one.name)/out\(results.count)" }) {
      results.append(array.value)
    }
    return results.isEmpty ? nil : results
  }

  /// The results of `cases` on the reference, under the names they are stored by.
  public static func compute(_ cases: [Case]) throws -> [NamedTensor] {
    var arrays: [NamedTensor] = []
    for one in cases {
      guard case .golden = one.expectation else { continue }
      do {
        let results = try Judge.run(one, on: ReferenceBackend())
        for (i, result) in results.enumerated() {
          arrays.append(("\(one.name)/out\(i)", result.withOneNaN))
        }
      } catch { throw CaseError("\(error)", place: one.description) }
    }
    return arrays
  }

  /// Whether the file for `heading` holds exactly `arrays`; no file is right for none.
  public func holds(_ arrays: [NamedTensor], for heading: String) -> Bool {
    let path = url(for: heading).path
    guard FileManager.default.fileExists(atPath: path) else { return arrays.isEmpty }
    guard let stored = try? ArrayFile.read(path) else { return false }
    let sorted = stored.sorted { $0.name < $1.name }
    let wanted = arrays.sorted { $0.name < $1.name }
    return sorted.map(\.name) == wanted.map(\.name)
      && sorted.map(\.value.withOneNaN) == wanted.map(\.value.withOneNaN)
  }
}

extension HostTensor {
  /// The same numbers with one pattern for every NaN: which sign and payload an operation gives depends
  /// on how the compiler has ordered operands, and says nothing.
  fileprivate var withOneNaN: HostTensor {
    switch wide {
    case .float(let x) where x.contains(where: \.isNaN):
      HostTensor(type, doubles: x.map { $0.isNaN ? .nan : $0 })
    case .complex(let x) where x.contains(where: { $0.real.isNaN || $0.imaginary.isNaN }):
      HostTensor(
        type,
        complexes: x.map {
          WideComplex($0.real.isNaN ? .nan : $0.real, $0.imaginary.isNaN ? .nan : $0.imaginary)
        })
    default: self
    }
  }
}
