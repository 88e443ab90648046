import Testing

@testable import Touchstone

private func tensor(_ dtype: DType, _ shape: [Int], _ values: [Int]) -> Tensor {
  let type = TensorType(dtype, shape)
  if dtype.isFloat { return Tensor(HostTensor(type, doubles: values.map(Double.init))) }
  if dtype.family == .unsigned {
    return Tensor(HostTensor(type, unsigned: values.map { UInt64(bitPattern: Int64($0)) }))
  }
  return Tensor(HostTensor(type, signed: values.map(Int64.init)))
}

private func clause(_ body: () -> Tensor) -> String? {
  do {
    _ = try checking { _ = body() }
    return nil
  } catch { return (error as? TensorError)?.clause }
}

struct GatherScatterTests {
  let x = tensor(.f32, [3], [1, 2, 3])
  let pairs = GatherDimensionNumbers(offsetDims: [1], startIndexMap: [0], indexVectorDim: 1)
  let windows = ScatterDimensionNumbers(
    updateWindowDims: [1], scatterDimsToOperandDims: [0], indexVectorDim: 1)

  @Test(arguments: [DType.i8, .i32, .i64, .ui8, .ui64])
  func `gather fills slices that do not fit`(_ dtype: DType) throws {
    let indices = tensor(dtype, [3], [1, -1, 2])
    let y = try gather(x, indices, pairs, sliceSizes: [2], mode: .fillOrDrop).host()
    #expect(y.doubles.prefix(2) == [2, 3])
    #expect(y.doubles.dropFirst(2).map(\.isNaN) == [true, true, true, true])
    let zero = tensor(.f32, [], [0])
    let z = gather(x, indices, pairs, sliceSizes: [2], mode: .fillOrDrop, fill: zero)
    #expect(try z.host().doubles == [2, 3, 0, 0, 0, 0])
  }

  @Test(arguments: [DType.i8, .i64, .ui8, .ui64])
  func `scatter drops windows that do not fit, or moves them`(_ dtype: DType) throws {
    let indices = tensor(dtype, [2], [2, 0])
    let updates = tensor(.f32, [2, 2], [10, 20, 30, 40])
    let dropped = scatter(x, indices, updates, windows) { $0 + $1 }
    #expect(try dropped.host().doubles == [31, 42, 3])
    let moved = scatter(x, indices, updates, windows, mode: .clip) { $0 + $1 }
    #expect(try moved.host().doubles == [31, 52, 23])
    let plain = scatter(x, indices, updates, windows, mode: .promiseInBounds) { $0 + $1 }
    #expect(try plain.host().doubles == [31, 42, 13])
  }

  @Test func `index vectors are judged as a whole`() throws {
    let table = tensor(.i32, [2, 3], [1, 2, 3, 4, 5, 6])
    let indices = tensor(.i32, [2, 3], [0, 1, 1, 2, 3, 0])
    let points = GatherDimensionNumbers(
      collapsedSliceDims: [0, 1], startIndexMap: [0, 1], indexVectorDim: 0)
    let y = gather(table, indices, points, sliceSizes: [1, 1], mode: .fillOrDrop)
    #expect(try y.host().integers == [3, Int(Int32.min), 4])
  }

  @Test func `scatter leaves its operand alone`() throws {
    let y = scatter(x, tensor(.i32, [1], [0]), tensor(.f32, [1, 1], [5]), windows) { $0 + $1 }
    #expect(try y.host().doubles == [6, 2, 3])
    #expect(try x.host().doubles == [1, 2, 3])
  }

  @Test func `a body that is no known operation runs for each update`() throws {
    let indices = tensor(.i32, [3], [0, 0, 2])
    let updates = tensor(.f32, [3, 1], [1, 2, 3])
    let y = scatter(x, indices, updates, windows) { $0 * $0 + $1 }
    #expect(try y.host().doubles == [6, 2, 12])
    let z = scatter(x, indices, updates, windows)
    #expect(try z.host().doubles == [2, 2, 3])
  }

  @Test func `hostile dimension numbers are refused`() {
    let indices = tensor(.i32, [3], [0, 1, 2])
    let updates = tensor(.f32, [3, 1], [1, 2, 3])
    func gathered(_ change: (inout GatherDimensionNumbers) -> Void) -> String? {
      var numbers = pairs
      change(&numbers)
      return clause { gather(x, indices, numbers, sliceSizes: [1], mode: .fillOrDrop) }
    }
    #expect(gathered { $0.indexVectorDim = .max } == "C2")
    #expect(gathered { $0.offsetDims = [.max] } == "C5")
    #expect(gathered { $0.offsetDims = [.min] } == "C5")
    #expect(gathered { $0.startIndexMap = [.max] } == "C19")
    #expect(gathered { $0.startIndicesBatchingDims = [.min] } == "C14")
    #expect(
      clause { gather(x, indices, pairs, sliceSizes: [.min], mode: .fillOrDrop) } == "C21")
    func scattered(_ change: (inout ScatterDimensionNumbers) -> Void) -> String? {
      var numbers = windows
      change(&numbers)
      return clause { scatter(x, indices, updates, numbers) }
    }
    #expect(scattered { $0.indexVectorDim = .min } == "C22")
    #expect(scattered { $0.updateWindowDims = [.max] } == "C8")
    #expect(scattered { $0.scatterDimsToOperandDims = [-1] } == "C21")
    #expect(scattered { $0.scatterIndicesBatchingDims = [.max] } == "C15")
    #expect(scattered { $0.inputBatchingDims = [.max] } == "C2")
  }

  @Test func `batches of slices too many to count are refused`() {
    let type = TensorType(.i32, [1 << 40, 0])
    let indices = Tensor(HostTensor(type) { _ in })
    let table = Tensor(HostTensor(TensorType(.f32, [1 << 40, 0])) { _ in })
    let numbers = GatherDimensionNumbers(offsetDims: [0, 2], indexVectorDim: 1)
    #expect(clause { gather(table, indices, numbers, sliceSizes: [1 << 40, 0]) } == nil)
  }
}
