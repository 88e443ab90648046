import Testing

@testable import Touchstone

@Suite struct RowTests {
  @Test(arguments: Binary.allCases)
  func `booleans are taken where they have a meaning`(_ operation: Binary) throws {
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
