import Mutants
import Testing

struct ShrinkTests {
  private static let suite = Result { try SuiteItems(try Repository.find(), keras: false) }

  @Test(arguments: ["P-EW-01", "P-SO-02", "P-RT-01", "P-GR-06"])
  func `a failure becomes a few operations on a few elements`(_ id: String) throws {
    let mutant = try #require(PublicMutants.all.first { $0.id == id })
    let test = SelfTest(try Self.suite.get(), .full, base: ReferenceBackend())
    let all = test.shrunk([mutant])
    let found = try #require(all[0])
    #expect(found.operations <= 3 && found.operations > 0)
    #expect(found.elements <= 8 && found.elements > 0)
  }

  @Test func `a mutant of a function has no program to make smaller`() throws {
    let mutant = try #require(PublicMutants.all.first { $0.id == "P-NO-03" })
    let test = SelfTest(try Self.suite.get(), .full, base: ReferenceBackend())
    #expect(test.shrunk([mutant]).map { $0 == nil } == [true])
  }
}
