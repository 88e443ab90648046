import Synchronization

/// How many bytes of weights the config of a file may ask for while a model is made from it.
///
/// The values follow from the file, so weights are made as zeros, and never more than it can hold.
package final class WeightBudget: Sendable {
  @TaskLocal package static var current: WeightBudget?
  private let left: Mutex<Int>

  /// A budget of `bytes`.
  package init(bytes: Int) { left = Mutex(bytes) }

  /// Takes what a weight of this type needs; says why that is too much.
  func take(_ dtype: DType, _ shape: [Int]) -> String? {
    guard shape.allSatisfy({ $0 >= 0 }), let count = TensorType(dtype, shape).checkedCount,
      case let (bytes, overflow) = count.multipliedReportingOverflow(by: dtype.byteWidth), !overflow
    else { return "the shape \(shape) of a weight is none" }
    return left.withLock { left in
      guard bytes <= left else {
        return
          "a weight of the shape \(shape) needs \(bytes) bytes, and the file has but \(left) left"
      }
      left -= bytes
      return nil
    }
  }
}
