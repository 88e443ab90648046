/// One step of training, testing or predicting as a pure function of variables and a batch, compiled.
final class StepFunction {
  private struct Result: TensorTree {
    var state: [Tensor]
    var results: [Tensor]
  }
  /// The variables it reads and changes.
  let variables: [Variable]
  /// The names of the results, known once the step has run.
  private(set) var names: [String] = []
  private let trained: [ObjectIdentifier]
  /// Over how many devices batches were split when it was made.
  private let replicas = distribution()?.numModelReplicas
  private let body: (Batch) throws -> [(String, Tensor)]
  private let compiles: Bool
  private var seen: Set<[TensorType]> = []
  private lazy var compiled = Jit { [unowned self] (state: [Tensor], batch: Batch) in
    self.run(state, batch)
  }

  /// The step that `body` is; with `compiles` it is traced once for each shape of batch.
  init(
    _ variables: [Variable], compiles: Bool, trained: [Variable] = [],
    _ body: @escaping (Batch) throws -> [(String, Tensor)]
  ) {
    self.variables = variables
    self.compiles = compiles
    self.trained = trained.map(ObjectIdentifier.init)
    self.body = body
  }

  /// Whether this is the step for these variables, of which these are trained.
  func isFunction(of variables: [Variable], _ trained: [Variable]) -> Bool {
    self.variables.elementsEqual(variables, by: ===)
      && self.trained == trained.map(ObjectIdentifier.init)
      && replicas == distribution()?.numModelReplicas
  }

  private func run(_ state: [Tensor], _ batch: Batch) -> Result {
    let scope = StatelessScope(variables, state)
    return scope.run {
      do {
        let results = try body(batch)
        names = results.map(\.0)
        return Result(state: scope.values(of: variables), results: results.map(\.1))
      } catch let error as TensorError {
        ErrorScope.report(error)
      } catch {
        ErrorScope.report(TensorError("step", "", [], "\(error)"))
      }
      return Result(state: state, results: names.map { _ in .invalid })
    }
  }

  /// The results for `batch`; the values in `state`, which are those of `variables`, change.
  func callAsFunction(_ state: TrainingState, _ batch: Batch) throws -> [Tensor] {
    // The first time with such a batch the step is traced, which is when errors show; run eagerly it
    // may fail at any batch.
    let isNew = seen.insert((batch.x + batch.y + batch.sampleWeight).map(\.type)).inserted
    do {
      return try state.update(keepingOld: isNew || !compiles) { values in
        let result = try checking {
          compiles ? compiled(consume values, batch) : run(consume values, batch)
        }
        return (result.state, result.results)
      }
    } catch {
      seen.remove((batch.x + batch.y + batch.sampleWeight).map(\.type))
      throw error
    }
  }

  /// How often it was traced.
  var traceCount: Int { compiled.traceCount }
}
