/// How far a source of batches was read.
package struct FeedPosition {
  /// The epoch with which its iterator was begun.
  package var epoch: Int
  /// How many batches that has given.
  package var drawn: Int
  /// The source's order when it was begun.
  package var order: Tensor?

  /// A position in a source.
  package init(epoch: Int, drawn: Int, order: Tensor? = nil) {
    (self.epoch, self.drawn, self.order) = (epoch, drawn, order)
  }
}

/// The batches of epochs, which go on where the last one stopped if epochs are cut by a number of
/// steps.
final class EpochFeed {
  private let source: any BatchSource
  private let steps: Int?
  private var iterator: AnyIterator<Batch>?
  /// Where the iterator stood at the beginning of the epoch.
  private var base = FeedPosition(epoch: 0, drawn: 0)
  /// The last batch that was passed over.
  private(set) var lastSkipped: Batch?

  init(_ source: any BatchSource, _ steps: Int?) {
    self.source = source
    self.steps = steps
  }

  private func open(_ epoch: Int) throws -> AnyIterator<Batch> {
    base = FeedPosition(epoch: epoch, drawn: 0, order: source.order)
    let opened = try source.batches(epoch: epoch)
    iterator = opened
    return opened
  }

  /// The batches of an epoch of which `done` were taken before.
  func batches(_ epoch: Int, done: Int = 0) throws -> AnyIterator<Batch> {
    var current = try iterator ?? open(epoch)
    guard let steps else { return current }
    var left = steps - done
    guard left > 0 else { return AnyIterator { nil } }
    var next = current.next()
    if next == nil, done == 0 {
      current = try open(epoch)
      next = current.next()
    }
    return AnyIterator {
      guard left > 0, let batch = next else { return nil }
      left -= 1
      next = left > 0 ? current.next() : nil
      return batch
    }
  }

  /// How far the source is read once `done` batches of the running epoch are done.
  func position(after done: Int) -> FeedPosition {
    var position = base
    position.drawn += done
    return position
  }

  /// Ends an epoch after `done` batches.
  func end(_ epoch: Int, done: Int) {
    if steps == nil {
      iterator = nil
      base = FeedPosition(epoch: epoch + 1, drawn: 0, order: source.order)
    } else {
      base.drawn += done
    }
  }

  /// Reads the source up to `position`, where `done` batches of an epoch were done.
  func resume(at position: FeedPosition, done: Int) throws {
    if let order = position.order { source.order = order }
    let opened = try open(position.epoch)
    for i in 0..<position.drawn {
      guard let batch = opened.next() else {
        throw ConfigError(
          "training stopped after \(position.drawn) batches, and the data has \(i); is it the same?"
        )
      }
      lastSkipped = batch
    }
    base.drawn = position.drawn - done
  }
}
