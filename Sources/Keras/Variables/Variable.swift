/// A tensor that is kept and changed: a weight, a moving average, the state of an optimizer.
public final class Variable {
  /// The name within its owner: `kernel`.
  public let name: String
  /// The names of its owners and its own: `model/dense/kernel`.
  public internal(set) var path: String
  /// The shape, which stays as it is.
  public let shape: [Int]
  /// The dtype, which stays as it is.
  public let dtype: DType
  /// Whether training may change it; as long as its layer is trainable as well.
  public var trainable: Bool
  /// What is added to the loss for its value.
  public var regularizer: Regularizer?
  /// What is done to its value after each update.
  public var constraint: Constraint?
  /// Whether reads within a layer's call are cast to the layer's compute dtype.
  let autocast: Bool
  /// Whether an update replaces the value by the gradient, as statistics of quantization do.
  public var overwriteWithGradient = false
  /// The value outside of any scope: the variable's own, or that kept by a training loop.
  var stored: Tensor {
    get { keeper.map { $0.state[$0.place] } ?? own }
    set {
      if let keeper { keeper.state[keeper.place] = newValue } else { own = newValue }
    }
  }
  private var own: Tensor
  private var keeper: (state: TrainingState, place: Int)?

  /// Leaves the value to a training loop, which may then overwrite its memory.
  func lend(to state: TrainingState, at place: Int) {
    own = .invalid
    keeper = (state, place)
  }
  /// Takes the value back.
  func takeBack() {
    guard let keeper else { return }
    own = keeper.state[keeper.place]
    self.keeper = nil
  }

  /// The variable with this value at first.
  public init(
    _ initial: Tensor, name: String, path: String? = nil, trainable: Bool = true,
    autocast: Bool = true, regularizer: Regularizer? = nil, constraint: Constraint? = nil
  ) {
    self.name = name
    self.path = path ?? name
    self.trainable = trainable
    self.autocast = autocast
    self.regularizer = regularizer
    self.constraint = constraint
    shape = initial.shape
    dtype = initial.dtype
    own = initial
  }

  /// The value: in a `StatelessScope` that of the scope, and in a layer's call in its dtype.
  public var value: Tensor {
    let context = CallContext.current
    let value = context.stateless?.value(of: self) ?? stored
    guard autocast, let dtype = context.autocast, self.dtype.isFloat, dtype != self.dtype else {
      return value
    }
    return convert(value, to: dtype)
  }

  /// The value in its own dtype, whatever call it is read in.
  public var rawValue: Tensor { CallContext.current.stateless?.value(of: self) ?? stored }

  /// Sets the value, which must have the variable's shape and is cast to its dtype.
  public func assign(_ value: Tensor) {
    guard value.shape == shape || value.isInvalid else {
      return ErrorScope.report(
        TensorError(
          "assign", "", [value.type], "\(path) has the shape \(shape), and a value of another came")
      )
    }
    let value = value.dtype == dtype || value.isInvalid ? value : convert(value, to: dtype)
    if let scope = CallContext.current.stateless {
      scope.assign(value, to: self)
    } else {
      stored = value
    }
  }

  /// Adds to the value.
  public func assignAdd(_ value: Tensor) { assign(rawValue + convert(value, to: dtype)) }
  /// Subtracts from the value.
  public func assignSub(_ value: Tensor) { assign(rawValue - convert(value, to: dtype)) }

  /// How many elements it has.
  public var count: Int { shape.reduce(1, *) }
}

extension Variable: CustomStringConvertible {
  /// What to show a person.
  public var description: String {
    "Variable(path: \(path), shape: \(shape), dtype: \(dtype.kerasName))"
  }
}

/// A weight of a layer, read as the tensor it holds.
///
/// `@Weight var kernel: Tensor` is filled in the layer's `build` by `addWeight($kernel, …)`.
@propertyWrapper
public final class Weight {
  /// The variable; `nil` before the layer is built.
  public internal(set) var variable: Variable?

  /// The weight that is yet to be made.
  public init() {}

  /// The value of the variable.
  public var wrappedValue: Tensor {
    guard let variable else {
      ErrorScope.report(
        TensorError(
          "weight", "", [],
          "a weight was read before its layer was built; call the layer, or build it, before"))
      return .invalid
    }
    return variable.value
  }
  /// This weight itself, to be filled by `addWeight`, assigned or asked for its variable.
  public var projectedValue: Weight { self }

  /// Sets the value; the layer must have been built.
  public func assign(_ value: Tensor) { variable?.assign(value) }
}
