/// The value of `body`, and its gradients by `variables`.
///
/// `body` may assign to variables: moving averages, states of random numbers. What it assigns reaches
/// the variables outside. It returns the loss, and whatever else is wanted of the same pass.
public func gradients<Extra: TensorTree>(
  _ variables: [Variable], _ body: @escaping () -> (loss: Tensor, extra: Extra)
) -> (loss: Tensor, extra: Extra, gradients: [Tensor]) {
  var assigned: [Variable] = []
  let context = CallContext.current
  let f = { (values: [Tensor]) -> (Tensor, Traced<Extra>) in
    CallContext.$current.withValue(context) {
      let scope = StatelessScope(variables, values)
      return scope.run {
        let (loss, extra) = body()
        assigned = scope.assigned
        return (loss, Traced(extra: extra, assigned: scope.values(of: scope.assigned)))
      }
    }
  }
  let (value, gradient) = valueAndGrad(f)(variables.map(\.rawValue))
  for (variable, new) in zip(assigned, value.aux.assigned) { variable.assign(new) }
  return (value.0, value.aux.extra, gradient)
}

/// What a differentiated pass returns beside the loss.
private struct Traced<Extra: TensorTree>: TensorTree {
  var extra: Extra
  var assigned: [Tensor]
}
