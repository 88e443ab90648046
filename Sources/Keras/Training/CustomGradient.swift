/// A function whose gradient is what `f` says beside its result: Keras's `custom_gradient`.
///
/// `f` gives the result, and a function that takes the gradient by the result to that by the argument.
/// It is called once more where a gradient is wanted. There is no forward mode.
public func customGradient<A: TensorTree, R: TensorTree>(
  _ f: @escaping (A) -> (result: R, gradient: (_ upstream: R) -> A)
) -> (A) -> R {
  customVJP(
    { f($0).result }, forward: { (f($0).result, $0) }, backward: { f($0).gradient($1) })
}
