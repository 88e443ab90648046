import AllBackends
import Testing
import Touchstone

@Suite struct BackendChoiceTests {
  @Test func `a backend that the environment misspells is named with those there are`() throws {
    AllBackends.register()
    #expect(Backends.complaint(about: nil) == nil)
    #expect(Backends.complaint(about: "openblas") == nil)
    let complaint = try #require(Backends.complaint(about: "gpu"))
    #expect(complaint.contains("'gpu'"))
    #expect(complaint.contains("reference, openblas"))
  }
}
