import Testing

@testable import Touchstone

@Suite struct OperatorTests {
  @Test func `operators work on each pair of elements`() throws {
    let x = Tensor([1, 2, 3] as [Float])
    let y = Tensor([4, 5, 8] as [Float])
    #expect(try (x + y).scalars(as: Float.self) == [5, 7, 11])
    #expect(try (x - y).scalars(as: Float.self) == [-3, -3, -5])
    #expect(try (x * y).scalars(as: Float.self) == [4, 10, 24])
    #expect(try (y / x).scalars(as: Float.self) == [4, 2.5, Float(8.0 / 3)])
    #expect(try (-x).scalars(as: Float.self) == [-1, -2, -3])
  }

  @Test func `a number beside a tensor takes its type`() throws {
    let x = Tensor([1, 2] as [Int32])
    #expect(try (2 * x + 1).scalars(as: Int32.self) == [3, 5])
    #expect(try (1 / Tensor([2] as [Double])).scalars(as: Double.self) == [0.5])
    #expect(try (0.5 - Tensor(1 as Float)).scalars(as: Float.self) == [-0.5])
  }

  @Test func `a fraction beside integers makes them floats`() throws {
    let y = Tensor([1, 3] as [Int32]) * 0.5
    #expect(y.dtype == .f32)
    #expect(try y.scalars(as: Float.self) == [0.5, 1.5])
  }

  @Test func `shapes that do not broadcast are refused by name`() {
    let error = #expect(throws: TensorError.self) {
      try checking { Tensor([1, 2, 3] as [Float]) + Tensor([1, 2] as [Float]) }
    }
    #expect(
      error?.description
        == "add(f32[3], f32[2]): the shapes [3] and [2] do not broadcast: aligned at the last "
        + "axis, sizes must be equal or 1 [add C1]")
  }

  @Test func `elements are read only as their own Swift type`() {
    #expect(throws: TensorError.self) { try Tensor([1] as [Float]).scalars(as: Int32.self) }
  }

  @Test func `select takes a scalar predicate or one for each element`() throws {
    let (a, b) = (Tensor([1, 2] as [Int64]), Tensor([3, 4] as [Int64]))
    #expect(try select(Tensor([true, false]), a, b).scalars(as: Int64.self) == [1, 4])
    #expect(try select(Tensor(false), a, b).scalars(as: Int64.self) == [3, 4])
  }

  @Test func `clamp keeps NaN and lets the upper bound win`() throws {
    let x = Tensor([-1, 0.5, 9, .nan] as [Double])
    let kept = try clamp(Tensor(0.0), x, Tensor(1.0)).scalars(as: Double.self)
    #expect(Array(kept.prefix(3)) == [0, 0.5, 1] && kept[3].isNaN)
    #expect(try clamp(Tensor(3.0), Tensor([2.0]), Tensor(1.0)).scalars(as: Double.self) == [1])
  }

  @Test func `the least integer survives what overflows`() throws {
    let least = Tensor([Int8.min])
    #expect(try abs(least).scalars(as: Int8.self) == [.min])
    #expect(try (least / Tensor([-1 as Int8])).scalars(as: Int8.self) == [.min])
    #expect(try remainder(least, Tensor([-1 as Int8])).scalars(as: Int8.self) == [0])
    #expect(try (Tensor([5 as Int64]) / 0).scalars(as: Int64.self) == [-1])
    #expect(try (Tensor([5 as UInt8]) / 0).scalars(as: UInt8.self) == [255])
    #expect(try (Tensor([Int64.min]) / -1).scalars(as: Int64.self) == [.min])
  }

  @Test func `bits are read as narrower and wider elements`() throws {
    let x = Tensor([0x0403_0201] as [UInt32])
    let bytes = bitcastConvert(x, to: .ui8)
    #expect(bytes.shape == [1, 4])
    #expect(try bytes.scalars(as: UInt8.self) == [1, 2, 3, 4])
    #expect(try bitcastConvert(bytes, to: .ui32).scalars(as: UInt32.self) == [0x0403_0201])
    let nibbles = bitcastConvert(Tensor([0x21, 0x43] as [UInt8]), to: .ui4)
    #expect(nibbles.shape == [2, 2])
    #expect(try nibbles.host().unsignedIntegers == [1, 2, 3, 4])
    #expect(try bitcastConvert(nibbles, to: .ui8).scalars(as: UInt8.self) == [0x21, 0x43])
  }

  @Test func `total order tells NaNs and zeros apart`() throws {
    let x = Tensor([-Float.nan, -.infinity, -0.0, 0, .infinity, .nan])
    let keys = try x.host().totalOrderKeys
    #expect(keys == keys.sorted() && Set(keys).count == 6)
  }

  @Test func `precision is reduced in range and in digits`() throws {
    let x = Tensor([1.1, 65504, 65520, 1e-5, -1e-5, .nan, 1] as [Float])
    let y = try reducePrecision(x, exponentBits: 5, mantissaBits: 10).scalars(as: Float.self)
    #expect(y[0] == 1.099609375 && y[1] == 65504 && y[2] == .infinity)
    #expect(y[3] == 0 && y[3].sign == .plus && y[4] == 0 && y[4].sign == .minus)
    #expect(y[5].isNaN && y[6] == 1)
  }

  @Test func `the Bessel function of order 0 has its series on both sides of 8`() throws {
    let x = Tensor([0, 1, -3, 8, 9, 100] as [Double])
    let expected: [Double] = [
      1, 0.46575960759364043, 0.24300035416182544, 0.14343178185685032, 0.13495952458172303,
      0.03994437929909668,
    ]
    let y = try besselI0e(x).scalars(as: Double.self)
    for (a, b) in zip(y, expected) { #expect(abs(a - b) <= 4e-16 * b) }
  }

  @Test func `a number in a program is held once and broadcast`() throws {
    let block = try Recorder.record([TensorType(.f32, [1000])]) { [$0[0] * 2] }
    let constants = block.equations.compactMap { $0.operation as? Constant }
    #expect(constants.map(\.value.type) == [TensorType(.f32)])
    #expect(block.equations.contains { $0.operation is BroadcastInDim })
  }

  @Test func `operands that would broadcast to an impossible size are refused`() throws {
    let sizes = [TensorType(.f32, [1 << 40, 1]), TensorType(.f32, [1, 1 << 40])]
    var source = OperationSource(name: "chlo.broadcast_add", operands: sizes)
    let operation = try BroadcastBinary(&source)
    let error = #expect(throws: TensorError.self) { try operation.resultTypes(sizes) }
    #expect(error?.clause == "C1")
  }

  @Test func `a fraction is no constant of integers`() throws {
    var source = OperationSource(
      name: "chlo.constant_like", operands: [TensorType(.i32)], results: [TensorType(.i32)],
      attributes: [NamedAttribute("value", .float(1e300))])
    #expect(throws: TensorError.self) { try ConstantLike(&source) }
  }
}
