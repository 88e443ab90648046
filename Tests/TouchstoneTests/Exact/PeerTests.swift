import Foundation
import Testing

@testable import Touchstone

private let path = ProcessInfo.processInfo.environment["TOUCHSTONE_EXACT_CASES"]

@Test(.enabled(if: path != nil, "tools/check-exact makes the cases and runs this"))
func `elementary functions agree with those of mpmath`() throws {
  let text = try String(contentsOfFile: try #require(path), encoding: .utf8)
  let (count, wrong) = try differences(text)
  print("check-exact: \(count) cases, \(wrong.values.map(\.count).reduce(0, +)) differ")
  for (name, lines) in wrong.sorted(by: { $0.key < $1.key }) {
    print("check-exact: \(name): \(lines.count) differ, such as")
    for line in lines.prefix(ProcessInfo.processInfo.arguments.contains("-v") ? 100 : 12) {
      print("check-exact:   \(line)")
    }
  }
  #expect(wrong.isEmpty)
}

/// Computes each line of `text`: `real` or `complex`, function, dtype, operands and results.
func differences(_ text: String) throws -> (count: Int, wrong: [String: [String]]) {
  var count = 0
  var wrong: [String: [String]] = [:]
  for line in text.split(separator: "\n") where !line.hasPrefix("#") {
    let words = line.split(separator: " ").map(String.init)
    let format = try #require(DType(rawValue: words[2])?.floatFormat)
    let x = try words[3...].map { try #require(Double($0)) }
    let got: [Double]
    if words[0] == "complex" {
      let z = WideComplex(x[0], x[1])
      let result: WideComplex
      if let function = ExactComplex.Unary(rawValue: words[1]) {
        result = ExactComplex.value(function, z, format)
      } else {
        let function = try #require(ExactComplex.Binary(rawValue: words[1]))
        result = ExactComplex.value(function, z, WideComplex(x[2], x[3]), format)
      }
      got = [result.real, result.imaginary]
    } else if let function = Exact.Unary(rawValue: words[1]) {
      got = [Exact.value(function, x[0], format)]
    } else {
      let function = try #require(Exact.Binary(rawValue: words[1]))
      got = [Exact.value(function, x[0], x[1], format)]
    }
    count += 1
    let expected = x.suffix(got.count)
    let same = zip(got, expected).allSatisfy {
      $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
    }
    if !same {
      let operands = Array(x.dropLast(got.count))
      wrong[words[0...2].joined(separator: " "), default: []]
        .append("\(operands) gave \(got), expected \(Array(expected))")
    }
  }
  return (count, wrong)
}
