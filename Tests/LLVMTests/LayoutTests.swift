import Testing
import Touchstone

@testable import LLVMBackend

struct LayoutTests {
  /// The positions that a layout visits, one after the other.
  private func visits(_ layout: Layout) -> [Int] {
    var positions = [layout.offset]
    for dimension in layout.dimensions {
      positions = positions.flatMap { start in
        (0..<dimension.size).map { start + $0 * dimension.stride }
      }
    }
    return positions
  }

  @Test(arguments: [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]])
  func `a layout through a view visits what the view shows`(_ order: [Int]) throws {
    let operand = TensorType(.i32, [3, 4, 5])
    let x = HostTensor(operand, signed: (0..<60).map { Int64($0) })
    let transpose = Transpose(permutation: order)
    let type = try transpose.resultType([operand])
    let seen = try #require(
      Layout.contiguous(60).through(transpose, result: type, operand: operand))
    let shown = transpose.evaluate([x], type)
    #expect(visits(seen) == shown.integers)
  }

  @Test func `views of views are one layout, also through reshapes`() throws {
    let wide = TensorType(.i32, [4, 6])
    let flat = TensorType(.i32, [24])
    let turned = TensorType(.i32, [6, 4])
    let part = TensorType(.i32, [8])
    // Cut the flat form of the transposed: positions 2, 4, …, 16.
    let slice = Slice([2], [18], [2])
    let cut = try #require(Layout.contiguous(8).through(slice, result: part, operand: flat))
    let reshaped = try #require(cut.through(Reshape(flat), result: flat, operand: turned))
    let even: [Int] = [2, 4, 6, 8, 10, 12, 14, 16]
    #expect(visits(reshaped) == even)
    let back = reshaped.through(Transpose(permutation: [1, 0]), result: turned, operand: wide)
    if let back {
      // Position p of the transposed lies in row p % 4 and column p / 4.
      let wanted: [Int] = even.map { position -> Int in
        let (column, row) = position.quotientAndRemainder(dividingBy: 4)
        return row * 6 + column
      }
      #expect(visits(back) == wanted)
    }
  }

  @Test func `a layout is cut only where its dimensions can be`() {
    let layout = Layout(dimensions: [
      Layout.Dimension(size: 12, stride: 1), Layout.Dimension(size: 10, stride: 0),
    ])
    #expect(layout.strides(along: [3, 4, 10]) == [4, 1, 0])
    #expect(layout.strides(along: [12, 5, 2]) == [1, 0, 0])
    #expect(layout.strides(along: [24, 5]) == nil)
    #expect(layout.strides(along: [4, 30]) == nil)
  }
}
