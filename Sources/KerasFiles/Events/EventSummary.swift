import Foundation

/// What one event shows under a tag.
struct EventSummary {
  /// What is shown.
  enum Content {
    case scalar(Double)
    case histogram(Histogram)
    /// A model's config, which TensorBoard draws as a graph.
    case model(String)
  }
  let tag: String
  let content: Content

  /// Writes a `Summary.Value`.
  func write(to value: inout ProtocolBuffer) {
    value.text(1, tag)
    value.message(9) { metadata in
      metadata.message(1) { plugin in
        plugin.text(1, self.plugin)
        if case .model = content { plugin.text(2, "1") }
      }
      if let dataClass { metadata.integer(4, dataClass) }
    }
    value.message(8) { tensor in
      switch content {
      case .scalar(let number):
        tensor.integer(1, Self.floatType)
        tensor.message(2) { _ in }
        tensor.bytes(4, withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { Data($0) })
      case .histogram(let histogram):
        tensor.integer(1, Self.doubleType)
        tensor.message(2) { shape in
          for size in [histogram.buckets.count, 3] { shape.message(2) { $0.integer(1, size) } }
        }
        var bytes = Data()
        for bucket in histogram.buckets {
          for number in [bucket.lower, bucket.upper, Double(bucket.count)] {
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
          }
        }
        tensor.bytes(4, bytes)
      case .model(let text):
        tensor.integer(1, Self.textType)
        tensor.message(2) { _ in }
        tensor.text(8, text)
      }
    }
  }

  // Numbers of TensorFlow's `DataType`.
  private static let floatType = 1
  private static let doubleType = 2
  private static let textType = 7

  private var plugin: String {
    switch content {
    case .scalar: "scalars"
    case .histogram: "histograms"
    case .model: "graph_keras_model"
    }
  }
  /// TensorBoard's class of data: scalars, tensors.
  private var dataClass: Int? {
    switch content {
    case .scalar: 1
    case .histogram: 2
    case .model: nil
    }
  }
}

/// How many of some numbers lie in each of thirty ranges of one width.
struct Histogram {
  typealias Bucket = (lower: Double, upper: Double, count: Int)
  private(set) var buckets: [Bucket]

  /// Numbers that are none are left out; where all are the same the last range, of no width, has them.
  init(_ numbers: [Double], bucketCount: Int = 30) {
    let numbers = numbers.filter(\.isFinite)
    guard let least = numbers.min(), let greatest = numbers.max() else {
      buckets = Array(repeating: (0, 0, 0), count: bucketCount)
      return
    }
    let width = (greatest - least) / Double(bucketCount)
    buckets = (0..<bucketCount).map { i in
      (
        least + Double(i) * width,
        i + 1 == bucketCount ? greatest : least + Double(i + 1) * width, 0
      )
    }
    for number in numbers {
      let place = width > 0 ? Int((number - least) / width) : bucketCount - 1
      buckets[min(place, bucketCount - 1)].count += 1
    }
  }
}
