import Testing

@testable import Touchstone

private func matrix(_ shape: [Int]) -> Tensor {
  let type = TensorType(.i32, shape)
  return Tensor(HostTensor(type, signed: (0..<type.count).map(Int64.init)))
}

private func clause(_ body: () -> Tensor) -> String? {
  do {
    _ = try checking { _ = body() }
    return nil
  } catch { return (error as? TensorError)?.clause }
}

struct MovementTests {
  let x = matrix([2, 3])
  let zero = Tensor(HostTensor.full(TensorType(.i32), -1))

  @Test func `broadcast repeats along new axes and axes of size one`() throws {
    let row = slice(x, from: [1, 0], to: [2, 3])
    #expect(try broadcast(row, to: [2, 1, 3]).host().integers == [3, 4, 5, 3, 4, 5])
    let turned = broadcast(x, to: [3, 2], axes: [1, 0])
    #expect(try turned.host().integers == [0, 3, 1, 4, 2, 5])
  }

  @Test func `slice takes every second element`() throws {
    let y = slice(matrix([2, 6]), from: [0, 1], to: [2, 6], strides: [1, 2])
    #expect(try y.host().integers == [1, 3, 5, 7, 9, 11])
    #expect(slice(x, from: [2, 3], to: [2, 3]).shape == [0, 0])
  }

  @Test func `pad pads, dilates and crops`() throws {
    let y = pad(x, with: zero, low: [0, -1], high: [1, -1], interior: [1, 2])
    #expect(y.shape == [4, 5])
    #expect(
      try y.host().integers == [
        -1, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 4, -1, -1, -1, -1, -1, -1, -1,
      ])
    let none = pad(x, with: zero, low: [0, -5], high: [0, 4])
    #expect(try none.host().integers == [-1, -1, -1, -1])
  }

  @Test func `concatenate takes inputs without elements`() throws {
    let y = concatenate([x, matrix([2, 0]), x], axis: 1)
    #expect(try y.host().integers == [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
  }

  @Test func `iota wraps integers and rounds floats`() throws {
    let y = iota(TensorType(.i8, [2, 130]), axis: 1)
    #expect(try y.host().integers.suffix(3) == [127, -128, -127])
    let z = iota(TensorType(.complex64, [3]))
    #expect(try z.host().complexes == [WideComplex(0), WideComplex(1), WideComplex(2)])
  }

  @Test func `reverse and reshape move elements only`() throws {
    #expect(try reverse(x, axes: [0, 1]).host().integers == [5, 4, 3, 2, 1, 0])
    #expect(try reshape(x, [3, 1, 2]).host() == matrix([3, 1, 2]).host())
  }

  @Test func `numbers beyond all memory are refused`() {
    #expect(clause { pad(x, with: zero, low: [.min, 0], high: [.max, 0]) } == "C4")
    #expect(clause { pad(x, with: zero, interior: [.max, 0]) } == "C4")
    #expect(clause { broadcast(x, to: [1 << 40, 1 << 40, 2, 3]) } == "C5")
    #expect(clause { broadcast(x, to: [-1, 2, 3]) } == "C5")
    #expect(clause { broadcast(x, to: [3]) } == "C3")
    #expect(clause { reshape(x, [-2, -3]) } == "C2")
    #expect(clause { slice(x, from: [0, .min], to: [2, 3]) } == "C3")
    #expect(clause { slice(x, from: [0, 0], to: [2, 3], strides: [.max, .max]) } == nil)
    #expect(clause { concatenate([x], axis: .max) } == "C4")
    #expect(clause { iota(TensorType(.f32, [1 << 50, 0])) } == nil)
    #expect(clause { iota(TensorType(.f32, [1 << 50, 1 << 50])) } == "C2")
  }
}
