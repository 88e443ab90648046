import Foundation

/// Sounds in folders as a source of batches, read when they are needed.
public struct AudioFolder: BatchSource {
  /// The classes by number.
  public let classNames: [String]
  /// The files in the order in which they are read.
  public let filePaths: [String]
  private let labels: [Int]
  private let isLabelled: Bool
  private let options: Options

  struct Options {
    var labelMode: LabelMode
    var batchSize: Int
    var samplingRate, length: Int?
  }

  init(_ folder: LabelledFolder, isLabelled: Bool, _ options: Options) {
    classNames = folder.classNames
    filePaths = folder.files.map(\.path)
    labels = folder.files.map(\.label)
    (self.isLabelled, self.options) = (isLabelled, options)
  }

  /// How many batches an epoch has.
  public var batchCount: Int? {
    (filePaths.count + options.batchSize - 1) / options.batchSize
  }

  /// The batches: sounds `f32[batch, samples, channels]` from -1 to 1, and labels.
  ///
  /// A file that cannot be read stops the epoch with an error.
  public func batches(epoch: Int) throws -> AnyIterator<Batch> {
    var start = 0
    return AnyIterator {
      guard start < filePaths.count else { return nil }
      let range = start..<Swift.min(start + options.batchSize, filePaths.count)
      start = range.upperBound
      do { return try batch(range) } catch {
        ErrorScope.report(TensorError("AudioFolder", "", [], "\(error)"))
        return nil
      }
    }
  }

  /// The sounds and labels at these places.
  func batch(_ range: Range<Int>) throws -> Batch {
    let sounds = try filePaths[range].map { try sound($0) }
    let channels = sounds[0].count
    for (path, sound) in zip(filePaths[range], sounds) where sound.count != channels {
      throw DataFileError(
        path, "", "has \(sound.count) channels, and others of its batch have \(channels)")
    }
    let length = options.length ?? sounds.map { $0[0].count }.max() ?? 0
    let type = TensorType(.f32, [sounds.count, length, channels])
    guard let count = type.checkedCount, count <= 1 << 31 else {
      throw DataFileError(
        filePaths[range.lowerBound], "", "a batch of the shape \(type.shape) is too large")
    }
    var elements = [Float](repeating: 0, count: count)
    for (i, sound) in sounds.enumerated() {
      for (channel, samples) in sound.enumerated() {
        for (place, sample) in samples.prefix(length).enumerated() {
          elements[(i * length + place) * channels + channel] = sample
        }
      }
    }
    let y = options.labelMode.tensor(Array(labels[range]), classNames.count)
    return Batch(x: [Tensor(elements, shape: type.shape)], y: isLabelled ? [y] : [])
  }

  /// The samples of each channel.
  private func sound(_ path: String) throws -> [[Float]] {
    let wav = try WAV.read(path)
    let (count, channels) = (wav.samples.shape[0], wav.samples.shape[1])
    let rate = options.samplingRate ?? wav.samplingRate
    guard Double(count * channels) * Double(rate) / Double(wav.samplingRate) <= Double(1 << 28)
    else {
      throw DataFileError(
        path, "",
        "\(count) samples at \(wav.samplingRate) a second are more than \(1 << 28) at \(rate)")
    }
    let all = try Tensor(wav.samples).scalars(as: Float.self)
    return (0..<channels).map { channel in
      let samples = (0..<count).map { all[$0 * channels + channel] }
      return resampled(samples, from: wav.samplingRate, to: rate)
    }
  }
}

/// The WAV sounds in a folder, labelled by the folders in it: Keras's `audio_dataset_from_directory`.
///
/// Sounds are read when they are needed. With `outputSequenceLength` each has so many samples, cut off
/// or continued by zeros; without, those of a batch are continued to the longest of it. With
/// `samplingRate` all are brought to as many samples a second. With `validationSplit` and `subset` it is
/// one of two parts; give both the same seed. Other formats than WAV are left out.
public func audioDatasetFromDirectory(
  _ directory: String, labels: FolderLabels = .inferred, labelMode: LabelMode = .int,
  classNames: [String]? = nil, batchSize: Int = 32, samplingRate: Int? = nil,
  outputSequenceLength: Int? = nil, shuffle: Bool = true, seed: Int? = nil,
  validationSplit: Double? = nil, subset: FolderSubset? = nil
) throws -> AudioFolder {
  guard batchSize > 0, (samplingRate ?? 1) > 0, (outputSequenceLength ?? 1) > 0 else {
    throw DataFileError(
      directory, "",
      "batchSize, samplingRate and outputSequenceLength must be positive, got \(batchSize), "
        + "\(samplingRate.map(String.init) ?? "none") and "
        + "\(outputSequenceLength.map(String.init) ?? "none")")
  }
  var folder = try LabelledFolder(directory, labels, classNames, extensions: ["wav"])
  if labels == .inferred { try labelMode.check(folder.classNames.count, directory) }
  try folder.choose(
    shuffle: shuffle, seed: seed, split: validationSplit, subset: subset, directory)
  return AudioFolder(
    folder, isLabelled: labels == .inferred,
    .init(
      labelMode: labelMode, batchSize: batchSize, samplingRate: samplingRate,
      length: outputSequenceLength))
}
