import Testing

@testable import Touchstone

@Suite struct HostTensorTests {
  private let vector = TensorType(.f32, [4])
  private let matrix = TensorType(.f32, [2, 2])

  @Test func `neither a view nor its origin sees what is written to the other`() {
    var origin = HostTensor(vector, doubles: [1, 2, 3, 4])
    var view = origin.reinterpreted(as: matrix)
    view.withMutableBytes { $0.storeBytes(of: Float(7), as: Float.self) }
    #expect(origin.doubles == [1, 2, 3, 4])
    #expect(view.doubles == [7, 2, 3, 4])
    origin.withMutableBytes { $0.storeBytes(of: Float(9), as: Float.self) }
    #expect(origin.doubles == [9, 2, 3, 4])
    #expect(view.doubles == [7, 2, 3, 4])
  }

  @Test func `a view whose origin is gone is written in place`() {
    var view = HostTensor(vector, doubles: [1, 2, 3, 4])
    let base = view.withBytes(\.baseAddress)
    view = view.reinterpreted(as: matrix).reinterpreted(as: TensorType(.i32, [4]))
    let isUnique = view.isUniquelyReferenced()
    #expect(isUnique)
    view.withMutableBytes { $0.storeBytes(of: 5, as: Int32.self) }
    #expect(view.withBytes(\.baseAddress) == base)
    #expect(view.signedIntegers[0] == 5)
  }

  @Test func `two views of one origin are not written in place`() {
    var views = [HostTensor(vector, doubles: [1, 2, 3, 4])].map {
      ($0.reinterpreted(as: matrix), $0.reinterpreted(as: matrix))
    }[0]
    let isUnique = views.0.isUniquelyReferenced()
    #expect(!isUnique)
    #expect(views.0 == views.1)
    views.0.withMutableBytes { $0.storeBytes(of: Float(7), as: Float.self) }
    #expect(views.1.doubles == [1, 2, 3, 4])
  }
}
