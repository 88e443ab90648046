/// The values of all variables while a loop of steps owns them.
///
/// Variables lend their values to it, so that each step can overwrite them in place, and still read
/// and change them between steps.
final class TrainingState {
  private var values: [Tensor]
  private let variables: [Variable]

  /// Takes over the values of `variables`.
  init(_ variables: [Variable]) {
    self.variables = variables
    values = variables.map(\.stored)
    for (i, variable) in variables.enumerated() { variable.lend(to: self, at: i) }
  }

  /// The value of the variable at `place`.
  subscript(place: Int) -> Tensor {
    get { values[place] }
    set { values[place] = newValue }
  }

  /// Gives the values to `step`, and keeps the new ones that it returns.
  ///
  /// With `keepingOld` the old ones stay there if the step fails. Without, the step may overwrite
  /// them; if it fails all the same they are gone, and reading one is an error.
  func update<R>(
    keepingOld: Bool, _ step: (consuming [Tensor]) throws -> (values: [Tensor], R)
  ) throws -> R {
    let backup = keepingOld ? values : values.map { _ in .invalid }
    var taken: [Tensor] = []
    swap(&taken, &values)
    do {
      let (new, result) = try step(taken)
      values = new
      return result
    } catch {
      values = backup
      throw error
    }
  }

  /// Gives the values back to the variables.
  func end() { variables.forEach { $0.takeBack() } }
}
