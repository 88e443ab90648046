import Foundation
import Testing

@testable import Touchstone

private let path = ProcessInfo.processInfo.environment["TOUCHSTONE_EXACT_CASES"]

/// Lines of `tools/check-exact`: kind, function, dtype, operands and results as patterns of Double.
@Test(.enabled(if: path != nil, "tools/check-exact makes the cases and runs this"))
func `elementary functions agree with those of mpmath`() throws {
  let text = try String(contentsOfFile: try #require(path), encoding: .utf8)
  var count = 0
  var wrong: [String: [String]] = [:]
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ").map(String.init)
    let format = try #require(DType(rawValue: words[2])?.floatFormat)
    let x = try words[3...].map { try Double(bitPattern: #require(UInt64($0, radix: 16))) }
    let got: [Double]
    let expected: ArraySlice<Double>
    if words[0] == "complex" {
      let z = WideComplex(x[0], x[1])
      let result: WideComplex
      if let function = ExactComplex.Unary(rawValue: words[1]) {
        result = ExactComplex.value(function, z, format)
        expected = x[2...]
      } else {
        let function = try #require(ExactComplex.Binary(rawValue: words[1]))
        result = ExactComplex.value(function, z, WideComplex(x[2], x[3]), format)
        expected = x[4...]
      }
      got = [result.real, result.imaginary]
    } else if let function = Exact.Unary(rawValue: words[1]) {
      got = [Exact.value(function, x[0], format)]
      expected = x[1...]
    } else {
      let function = try #require(Exact.Binary(rawValue: words[1]))
      got = [Exact.value(function, x[0], x[1], format)]
      expected = x[2...]
    }
    count += 1
    let same = zip(got, expected).allSatisfy {
      $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
    }
    if !same {
      let operands = x.dropLast(expected.count)
      wrong["\(words[0]) \(words[1]) \(words[2])", default: []]
        .append("\(Array(operands)) gave \(got), mpmath has \(Array(expected))")
    }
  }
  print("check-exact: \(count) cases, \(wrong.values.map(\.count).reduce(0, +)) differ")
  for (name, lines) in wrong.sorted(by: { $0.key < $1.key }) {
    print("check-exact: \(name): \(lines.count) differ, such as")
    for line in lines.prefix(3) { print("check-exact:   \(line)") }
  }
  #expect(wrong.isEmpty)
}
