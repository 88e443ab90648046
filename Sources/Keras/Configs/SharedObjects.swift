/// Layers that stand in several places of one config, as a layer of two models does.
///
/// Keras gives each place the same `shared_object_id`, so that one layer is made of them.
enum SharedObjects {
  /// Counts the places of layers, then numbers those that have several.
  final class Writing: @unchecked Sendable {
    // Used by the task that made it alone; `@unchecked` lets a task-local value hold it.
    private var counts: [ObjectIdentifier: Int] = [:]
    private var numbers: [ObjectIdentifier: Int] = [:]
    var isNumbering = false
    var hasShared: Bool { counts.values.contains { $0 > 1 } }

    /// The number of `layer`, if it is to be written.
    func number(_ layer: Layer) -> Int? {
      let identity = ObjectIdentifier(layer)
      guard isNumbering else {
        counts[identity, default: 0] += 1
        return nil
      }
      guard counts[identity] ?? 0 > 1 else { return nil }
      if numbers[identity] == nil { numbers[identity] = numbers.count + 1 }
      return numbers[identity]
    }
  }

  /// The layers made so far, by their numbers.
  final class Reading: @unchecked Sendable {
    // Used by the task that made it alone; `@unchecked` lets a task-local value hold it.
    var layers: [Int: Layer] = [:]
  }

  @TaskLocal static var writing: Writing?
  @TaskLocal static var reading: Reading?

  /// `object` in the form of files, in which shared layers are numbered.
  static func serialized(_ object: some KerasObject) -> JSON {
    let state = Writing()
    return $writing.withValue(state) {
      let plain = serialize(object)
      guard state.hasShared else { return plain }
      state.isNumbering = true
      return serialize(object)
    }
  }
}
