/// Where `fit` stands, and all that it needs to go on from there.
package struct TrainingPlace {
  /// The epoch.
  package var epoch: Int
  /// How many of its batches are done.
  package var batch: Int
  /// What was reported last in the epoch.
  package var logs: Logs
  /// How far the data is read.
  package var feed: FeedPosition
  /// The values of the variables that a step changes, in their order.
  package var values: [HostTensor]

  /// The place that a file holds.
  package init(
    epoch: Int, batch: Int, logs: Logs, feed: FeedPosition, values: [HostTensor]
  ) {
    (self.epoch, self.batch, self.logs) = (epoch, batch, logs)
    (self.feed, self.values) = (feed, values)
  }
}

/// A call of `fit` that runs.
final class FitProgress {
  let feed: EpochFeed
  var epoch = 0
  var batch = 0
  var logs: Logs = [:]
  /// Where it is to begin.
  var start: TrainingPlace?

  init(_ feed: EpochFeed) { self.feed = feed }
}

extension Model {
  /// Where the `fit` that runs stands; `nil` outside of one.
  package func trainingPlace() throws -> TrainingPlace? {
    guard let progress, let compiled else { return nil }
    return TrainingPlace(
      epoch: progress.epoch, batch: progress.batch, logs: progress.logs,
      feed: progress.feed.position(after: progress.batch),
      values: try stepVariables(compiled, training: true).map { try $0.rawValue.host() })
  }

  /// Lets the `fit` that begins go on at `place`.
  package func resume(at place: TrainingPlace) throws {
    guard let progress else {
      throw ConfigError("training can be resumed at the beginning of fit alone")
    }
    progress.start = place
  }

  /// Sets the variables of a step to what they were at `place`.
  func restore(_ place: TrainingPlace, _ variables: [Variable]) throws {
    let values = place.values
    guard variables.count <= values.count,
      zip(variables, values).allSatisfy({ TensorType($0.dtype, $0.shape) == $1.type })
    else {
      throw ConfigError(
        "the saved training has \(values.count) variables that do not fit the \(variables.count) of "
          + "\(name), its optimizer and metrics; it is of another model, or \(name) is not built")
    }
    try checking {
      for (variable, value) in zip(variables, values) { variable.assign(Tensor(value)) }
    }
  }
}
