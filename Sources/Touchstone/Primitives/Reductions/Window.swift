/// How a window moves along one dimension: what reductions and convolutions share.
package struct Window: Hashable, Sendable {
  /// How many elements it takes in.
  package var size: Int
  /// How far apart two windows start.
  package var stride = 1
  /// Elements added before what it moves over; negative takes away.
  package var low = 0
  /// Elements added after what it moves over; negative takes away.
  package var high = 0
  /// One more than the number of elements put between neighbours of what it moves over.
  package var baseDilation = 1
  /// How far apart the elements are that it takes in.
  package var dilation = 1
  /// Whether it takes its elements from last to first.
  package var isReversed = false

  package init(
    size: Int, stride: Int = 1, low: Int = 0, high: Int = 0, baseDilation: Int = 1,
    dilation: Int = 1, isReversed: Bool = false
  ) {
    self.size = size
    self.stride = stride
    self.low = low
    self.high = high
    self.baseDilation = baseDilation
    self.dilation = dilation
    self.isReversed = isReversed
  }

  /// How many windows fit on `length` elements, or `nil` if a number on the way overflows.
  package func count(over length: Int) -> Int? {
    guard let dilated = Self.dilate(length, baseDilation), let window = Self.dilate(size, dilation)
    else { return nil }
    let (start, overflowLow) = dilated.addingReportingOverflow(low)
    let (padded, overflowHigh) = start.addingReportingOverflow(high)
    if overflowLow || overflowHigh { return nil }
    if padded == 0 || window > padded { return 0 }
    let (last, overflow) = ((padded - window) / stride).addingReportingOverflow(1)
    return overflow ? nil : last
  }

  private static func dilate(_ length: Int, _ dilation: Int) -> Int? {
    if length == 0 { return 0 }
    let (product, overflow) = (length - 1).multipliedReportingOverflow(by: dilation)
    let (sum, overflowed) = product.addingReportingOverflow(1)
    return overflow || overflowed ? nil : sum
  }

  /// Which of `length` elements the window numbered `window` takes in at `tap`; -1 for one that
  /// padding or dilation added.
  package func element(_ window: Int, _ tap: Int, of length: Int) -> Int {
    let place = window * stride + (isReversed ? size - 1 - tap : tap) * dilation - low
    if place < 0 || place % baseDilation != 0 { return -1 }
    let element = place / baseDilation
    return element < length ? element : -1
  }
}

/// Groups of positions in a tensor, one for each element of a result in row-major order.
package protocol PositionGroups {
  /// How many positions each group has, if all have the same number.
  var size: Int? { get }
  /// Puts the positions of the next group into `positions`; -1 for what lies outside.
  mutating func next(_ positions: inout [Int])
}

/// Windows over all dimensions of a shape.
package struct WindowPositions: PositionGroups {
  private let windows: [Window]
  private let lengths: [Int]
  private let strides: [Int]
  private var counter: IndexCounter
  private var scratch: [Int] = []
  private var row: [Int] = []
  package var size: Int? { windows.reduce(1) { $0 * $1.size } }

  /// The windows over dimensions of `lengths` whose neighbours lie `strides` apart; `counts` says
  /// how many windows there are along each dimension.
  package init(_ windows: [Window], _ lengths: [Int], _ strides: [Int], counts: [Int]) {
    self.windows = windows
    self.lengths = lengths
    self.strides = strides
    counter = IndexCounter(counts)
  }

  package mutating func next(_ positions: inout [Int]) {
    positions.removeAll(keepingCapacity: true)
    positions.append(0)
    for (d, number) in counter.index.enumerated() {
      row.removeAll(keepingCapacity: true)
      for tap in 0..<windows[d].size {
        let element = windows[d].element(number, tap, of: lengths[d])
        row.append(element < 0 ? -1 : element * strides[d])
      }
      swap(&positions, &scratch)
      positions.removeAll(keepingCapacity: true)
      for base in scratch {
        for offset in row { positions.append(base < 0 || offset < 0 ? -1 : base + offset) }
      }
    }
    counter.advance()
  }
}
