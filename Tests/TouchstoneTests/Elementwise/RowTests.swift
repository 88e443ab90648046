import Testing

@testable import Touchstone

@Suite struct RowTests {
  @Test(arguments: Binary.allCases)
  func `each binary operation has a row of its own`(_ operation: Binary) throws {
    // Sums and differences of booleans tell a row that stands at another's place.
    #expect(
      operation.accepts(.boolean)
        == [.add, .and, .maximum, .minimum, .multiply, .or, .xor].contains(operation))
  }
  @Test func `rows stand at the places of their cases`() throws {
    let x = HostTensor(TensorType(.f64), doubles: [-2])
    #expect(Unary.negate.evaluate([x], x.type).doubles == [2])
    #expect(Unary.square.evaluate([x], x.type).doubles == [4])
    #expect(Binary.subtract.evaluate([x, x], x.type).doubles == [0])
    #expect(Binary.divide.evaluate([x, x], x.type).doubles == [1])
  }
}
