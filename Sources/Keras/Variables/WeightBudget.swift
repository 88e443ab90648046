import Synchronization

/// How many bytes of weights the config of a file may ask for while a model is made from it.
///
/// The values follow from the file, so weights are made as zeros, and never more than it can hold. What
/// is no weight, as what metrics gather, is not in the file, and has a budget of its own.
package final class WeightBudget: Sendable {
  @TaskLocal package static var current: WeightBudget?
  private let left: Mutex<Int>
  private let beside = Mutex(1 << 25)

  /// A budget of `bytes`.
  package init(bytes: Int) { left = Mutex(bytes) }

  /// Takes bytes for what is no weight; says why that is too much.
  func takeBeside(_ bytes: Int) -> String? {
    beside.withLock { left in
      guard bytes <= left else {
        return "needs \(bytes) bytes, and \(left) are left for the metrics of a file's model"
      }
      left -= bytes
      return nil
    }
  }

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
