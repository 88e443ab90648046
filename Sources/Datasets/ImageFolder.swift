import Foundation

/// Pictures in folders as a source of batches, read when they are needed.
public struct ImageFolder: BatchSource {
  /// The classes by number.
  public let classNames: [String]
  /// The files in the order in which they are read.
  public let filePaths: [String]
  private let labels: [Int]
  private let isLabelled: Bool
  private let options: Options

  struct Options {
    var labelMode: LabelMode
    var colorMode: ColorMode
    var batchSize: Int
    var imageSize: (Int, Int)
    var interpolation: Interpolation
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

  /// The batches: pictures `f32[batch, height, width, channels]` from 0 to 255, and labels.
  ///
  /// A file that cannot be read stops the epoch with an error.
  public func batches(epoch: Int) throws -> AnyIterator<Batch> {
    var start = 0
    return AnyIterator {
      guard start < filePaths.count else { return nil }
      let range = start..<min(start + options.batchSize, filePaths.count)
      start = range.upperBound
      do { return try batch(range) } catch {
        ErrorScope.report(TensorError("ImageFolder", "", [], "\(error)"))
        return nil
      }
    }
  }

  /// The pictures and labels at these places.
  func batch(_ range: Range<Int>) throws -> Batch {
    let images = try filePaths[range].map { path in
      let image = cast(Tensor(try PNG.read(path, options.colorMode)), dtype: .f32)
      let (height, width) = options.imageSize
      if Array(image.shape.prefix(2)) == [height, width] { return image }
      return resize(image, [height, width], interpolation: options.interpolation)
    }
    let y = options.labelMode.tensor(Array(labels[range]), classNames.count)
    return Batch(x: [stack(images)], y: isLabelled ? [y] : [])
  }
}

/// The PNG pictures in a folder, labelled by the folders in it: Keras's
/// `image_dataset_from_directory`.
///
/// Pictures are read when they are needed and resized to `imageSize` (height, width). With
/// `validationSplit` and `subset` it is one of two parts; give both the same seed. Other formats than
/// PNG are left out.
public func imageDatasetFromDirectory(
  _ directory: String, labels: FolderLabels = .inferred, labelMode: LabelMode = .int,
  classNames: [String]? = nil, colorMode: ColorMode = .rgb, batchSize: Int = 32,
  imageSize: (Int, Int) = (256, 256), shuffle: Bool = true, seed: Int? = nil,
  validationSplit: Double? = nil, subset: FolderSubset? = nil,
  interpolation: Interpolation = .bilinear
) throws -> ImageFolder {
  guard batchSize > 0, imageSize.0 > 0, imageSize.1 > 0 else {
    throw DataFileError(
      directory, "", "batchSize and imageSize must be positive, got \(batchSize) and \(imageSize)")
  }
  var folder = try LabelledFolder(directory, labels, classNames, extensions: ["png"])
  if labels == .inferred { try labelMode.check(folder.classNames.count, directory) }
  try folder.choose(
    shuffle: shuffle, seed: seed, split: validationSplit, subset: subset, directory)
  return ImageFolder(
    folder, isLabelled: labels == .inferred,
    .init(
      labelMode: labelMode, colorMode: colorMode, batchSize: batchSize, imageSize: imageSize,
      interpolation: interpolation))
}
