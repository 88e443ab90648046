import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct ULPMeasureTests {
  private func measure() throws -> ULPMeasure {
    let format = try #require(DType.f32.floatFormat)
    var measure = ULPMeasure("stablehlo.sine", .f32)
    measure.points = 3
    measure.note(2, at: 0, format)
    measure.note(7, at: format.encode(1e30), format)
    measure.note(3, at: format.encode(-1e30), format)
    return measure
  }

  @Test func `distances are kept with the largest of each stretch, from the least number on`()
    throws
  {
    let measure = try measure()
    #expect(measure.worst == 7)
    #expect(measure.text.hasPrefix("7 at 1"))
    #expect(measure.profile[32] == 2)
    let places = measure.profile.indices.filter { measure.profile[$0] > 0 }
    #expect(places.count == 3 && measure.profile[places[0]] == 3 && places[0] < 32)
    #expect(measure.isWithinPromise)
  }

  @Test func `a measure is of the report's schema, and is read as it was written`() throws {
    var measure = try measure()
    #expect(try ULPMeasure(measure.json) == measure)
    measure.note(.max, at: 0, try #require(DType.f32.floatFormat))
    #expect(try ULPMeasure(measure.json) == measure)
    #expect(try Schema(named: "report-v1").problems(["ulp": measure.json]).isEmpty)
  }

  @Test func `the page plots what was measured`() throws {
    var unmeasured = ULPMeasure("stablehlo.sine", .f16)
    unmeasured.problem = "no <kernel>"
    let page = HTMLULPs([try measure(), unmeasured]).text
    #expect(page.contains("<svg") && page.contains("not measured"))
    #expect(page.contains("no &lt;kernel&gt;"))
    #expect(HTMLULPs([]).text.isEmpty)
  }
}
