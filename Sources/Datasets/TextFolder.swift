/// Texts in folders, with their labels.
public struct TextFolder: Sendable {
  /// The classes by number.
  public let classNames: [String]
  /// The texts.
  public let texts: [String]
  /// The number of each text's class.
  public let labels: [Int]
  let labelMode: LabelMode

  /// The texts as batches of what `encode` makes of them: `[batch, …]`, with the labels.
  public func batches(
    _ batchSize: Int = 32, encode: @escaping ([String]) throws -> Tensor
  ) throws -> Batches {
    guard batchSize > 0 else {
      throw DataFileError("the texts", "", "batchSize must be positive, got \(batchSize)")
    }
    let batches = try stride(from: 0, to: texts.count, by: batchSize).map { start in
      let range = start..<min(start + batchSize, texts.count)
      let x = try encode(Array(texts[range]))
      let y = labelMode.tensor(Array(labels[range]), classNames.count)
      return Batch(x: [x], y: classNames.isEmpty ? [] : [y])
    }
    return Batches(batches, count: batches.count)
  }
}

/// The `.txt` files in a folder, labelled by the folders in it: Keras's
/// `text_dataset_from_directory`.
///
/// Texts are no tensors: `batches(_:encode:)` of the result turns them into batches. A text longer
/// than `maxLength` bytes is cut.
public func textDatasetFromDirectory(
  _ directory: String, labels: FolderLabels = .inferred, labelMode: LabelMode = .int,
  classNames: [String]? = nil, maxLength: Int? = nil, shuffle: Bool = true, seed: Int? = nil,
  validationSplit: Double? = nil, subset: FolderSubset? = nil
) throws -> TextFolder {
  var folder = try LabelledFolder(directory, labels, classNames, extensions: ["txt"])
  if labels == .inferred { try labelMode.check(folder.classNames.count, directory) }
  try folder.choose(
    shuffle: shuffle, seed: seed, split: validationSplit, subset: subset, directory)
  let texts = try folder.files.map { file in
    let text = try TextFile.read(file.path)
    guard let maxLength, text.utf8.count > maxLength else { return text }
    // A character that the cut would split is left out.
    return String(decoding: text.utf8.prefix(maxLength), as: UTF8.self)
      .trimmingSuffix { $0 == "\u{FFFD}" }
  }
  return TextFolder(
    classNames: folder.classNames, texts: texts, labels: folder.files.map(\.label),
    labelMode: labelMode)
}

extension String {
  fileprivate func trimmingSuffix(_ isCut: (Character) -> Bool) -> String {
    var result = self[...]
    while let last = result.last, isCut(last) { result.removeLast() }
    return String(result)
  }
}
