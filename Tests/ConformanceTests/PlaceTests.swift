import Testing

@testable import Touchstone

@Test func `the reference is always available`() {
  #expect(Backends.available.first?.name == "reference")
}
