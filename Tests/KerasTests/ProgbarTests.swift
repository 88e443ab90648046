import Foundation
import Testing

@testable import Keras

@Suite struct ProgbarTests {
  /// What a terminal shows of the text after the last return, without the codes for colours.
  private func visible(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9]*m/, with: "").replacing("\u{8}", with: "")
      .split(separator: "\r").last.map(String.init) ?? ""
  }

  /// The bar at `step` of 1875 in so many columns.
  private func bar(_ columns: Int?, _ step: Int, isLast: Bool = false) -> String {
    var text = ""
    let bar = Progbar(
      1875, width: 20, verbose: .progressBar, unitName: "step", write: { text += $0 },
      columns: { columns })
    bar.update(step, [("accuracy", 0.8125), ("loss", 0.5)], finalize: isLast)
    return visible(text)
  }

  @Test func `a wide line has the bar and all values`() {
    let wide = bar(100, 0)
    #expect(
      wide.hasPrefix("   0/1875 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - accuracy: 0.8125 - loss: 0.5000"))
    #expect(wide == bar(nil, 0))
  }

  @Test(arguments: 1...100)
  func `a moving bar never reaches the end of its line`(columns: Int) {
    let line = bar(columns, 0)
    #expect(!line.contains("\n"))
    // The number of the step and the time are always there.
    #expect(line.columns < max(columns, 13))
    #expect(line.hasPrefix("   0/1875"))
  }

  @Test func `the bar becomes shorter, then values go, the loss last`() {
    #expect(bar(60, 0) == "   0/1875 ━━━━ 0s 0s/step - accuracy: 0.8125 - loss: 0.5000")
    #expect(bar(58, 0) == "   0/1875 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - loss: 0.5000")
    #expect(bar(40, 0) == "   0/1875 ━━━ 0s 0s/step - loss: 0.5000")
    #expect(bar(30, 0) == "   0/1875 ━━━━━━━━ 0s 0s/step")
    #expect(bar(13, 0) == "   0/1875 0s")
  }

  @Test func `the last state has all values, on lines of their own if they need them`() {
    func shape(_ columns: Int) -> [String] {
      // The time of a step is never the same.
      bar(columns, 1875, isLast: true).replacing(/[ ][0-9]+[mu]?s\/step/, with: "")
        .split(separator: "\n").map(String.init)
    }
    #expect(shape(80)[0].hasSuffix(" - accuracy: 0.8125 - loss: 0.5000"))
    #expect(shape(80).count == 1)
    let narrow = shape(40)
    #expect(narrow.count == 2)
    #expect(narrow[0].hasPrefix("1875/1875 ━━━━━") && narrow[0].hasSuffix("━ 0s"))
    #expect(narrow[1] == " - accuracy: 0.8125 - loss: 0.5000")
    #expect(bar(40, 1875, isLast: true).split(separator: "\n").allSatisfy { $0.columns < 40 })
  }

  @Test func `a shorter line clears what was longer`() {
    var (text, columns) = ("", 80)
    let bar = Progbar(
      10, width: 20, verbose: .progressBar, unitName: "step", write: { text += $0 },
      columns: { columns })
    bar.update(0, [("loss", 0.5)], finalize: false)
    let long = visible(text).count
    (text, columns) = ("", 20)
    Thread.sleep(forTimeInterval: 0.06)
    bar.update(0, [("loss", 0.5)], finalize: false)
    #expect(visible(text).count == long)
    #expect(visible(text).hasSuffix("  "))
  }
}
