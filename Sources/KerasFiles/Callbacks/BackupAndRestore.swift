import Foundation

extension Callbacks {
  /// Lets training that was interrupted go on where it stopped: Keras's `BackupAndRestore`.
  ///
  /// The same call of `fit` on the same data, in a new process, goes on at the epoch and the batch of
  /// the last backup, and ends with the weights of training that was not interrupted: a backup holds
  /// all variables of the model, the optimizer and the metrics, the states of random numbers, and the
  /// order of the data. It does not hold what other callbacks remember. Each backup is one file that
  /// replaces the last only once it is whole.
  public final class BackupAndRestore: Callback {
    private let folder: URL
    private let saveFreq: SaveFrequency
    private let doubleCheckpoint, deleteCheckpoint: Bool
    private var clock: SaveClock
    private var latest: String { folder.appending(path: "latest.safetensors").path }
    private var previous: String { folder.appending(path: "previous.safetensors").path }

    /// Backups in `backupDir`, which belongs to this training alone.
    ///
    /// With `doubleCheckpoint` the last backup but one is kept, for when the last cannot be read. With
    /// `deleteCheckpoint` the backups are removed when training ends well.
    public init(
      _ backupDir: String, saveFreq: SaveFrequency = .epoch, doubleCheckpoint: Bool = false,
      deleteCheckpoint: Bool = true
    ) throws {
      guard !backupDir.isEmpty else {
        throw ConfigError("backupDir of BackupAndRestore must name a folder, got none")
      }
      try saveFreq.check("BackupAndRestore")
      folder = URL(fileURLWithPath: backupDir)
      self.saveFreq = saveFreq
      (self.doubleCheckpoint, self.deleteCheckpoint) = (doubleCheckpoint, deleteCheckpoint)
      clock = SaveClock(saveFreq)
    }

    public override func onTrainBegin(_ logs: Logs) throws {
      let manager = FileManager.default
      let files = [latest, previous].filter(manager.fileExists)
      for (i, file) in files.enumerated() {
        do {
          try model?.resume(at: try BackupFile.read(file))
          return
        } catch {
          guard i + 1 < files.count else { throw error }
          warn("\(error); the backup before is taken")
        }
      }
    }

    public override func onTrainBatchEnd(_ batch: Int, _ logs: Logs) throws {
      if clock.isDue(batch) { try save() }
    }
    public override func onEpochEnd(_ epoch: Int, _ logs: inout Logs) throws {
      if saveFreq == .epoch { try save() }
    }

    private func save() throws {
      guard let place = try model?.trainingPlace() else { return }
      let manager = FileManager.default
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      if doubleCheckpoint, manager.fileExists(atPath: latest) {
        guard rename(latest, previous) == 0 else {
          throw ModelFileError(
            previous, "", "cannot be written: \(String(cString: strerror(errno)))")
        }
      }
      try BackupFile.write(place, to: latest)
    }

    public override func onTrainEnd(_ logs: Logs) throws {
      guard deleteCheckpoint else { return }
      let manager = FileManager.default
      for file in [latest, previous] where manager.fileExists(atPath: file) {
        try manager.removeItem(atPath: file)
      }
      // What others put there stays.
      rmdir(folder.path)
    }
  }
}
