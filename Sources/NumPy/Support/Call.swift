/// One call of a function: what its errors name.
struct Call {
  let name: String
  let operands: [Tensor]

  /// The error that says `message` of this call.
  func error(_ message: String) -> TensorError {
    TensorError(name, "", operands.map(\.type), message)
  }

  /// `axis` counted from the first of `rank` axes.
  func axis(_ axis: Int, of rank: Int) throws(TensorError) -> Int {
    let positive = axis < 0 ? axis + rank : axis
    guard 0..<rank ~= positive else {
      throw error("axis \(axis) is none of the \(rank) axes, which are \(-rank)..<\(rank)")
    }
    return positive
  }

  /// `axes` counted from the first of `rank` axes, each named once; all of them if `nil`.
  func axes(_ axes: (any AxisList)?, of rank: Int) throws(TensorError) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    var result: [Int] = []
    for axis in axes.axisList {
      let axis = try self.axis(axis, of: rank)
      guard !result.contains(axis) else {
        throw error("the axes \(axes.axisList) name axis \(axis) twice")
      }
      result.append(axis)
    }
    return result
  }

  /// Throws what `message` says unless `condition` holds.
  func require(
    _ condition: Bool, _ message: @autoclosure () -> String
  ) throws(TensorError) {
    if !condition { throw error(message()) }
  }
}

/// What `body` gives; if it throws, that is reported and `invalid` given.
func call<R>(
  _ name: String, _ operands: [Tensor], else invalid: @autoclosure () -> R,
  _ body: (Call) throws -> R
) -> R {
  let call = Call(name: name, operands: operands)
  if operands.contains(where: \.isInvalid) { return invalid() }
  do {
    return try body(call)
  } catch let error as TensorError {
    ErrorScope.report(error)
  } catch {
    ErrorScope.report(call.error("\(error)"))
  }
  return invalid()
}

/// What `body` gives; if it throws, that is reported.
func call(
  _ name: String, _ operands: Tensor..., body: (Call) throws -> Tensor
) -> Tensor {
  call(name, operands, else: .invalid, body)
}

/// One axis or several: `axis: -1`, `axis: [0, 2]`.
public protocol AxisList: Sendable {
  /// The axes; negative ones count from the last.
  var axisList: [Int] { get }
}

extension Int: AxisList {
  /// This axis alone.
  public var axisList: [Int] { [self] }
}

extension [Int]: AxisList {
  /// These axes.
  public var axisList: [Int] { self }
}
