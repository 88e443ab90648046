import Foundation

/// Where the labels of files come from.
public enum FolderLabels: Sendable {
  /// The folder in which a file lies; folders in alphabetical order, or as listed.
  case inferred
  /// There are none.
  case none
}

/// Which of the two parts that `validationSplit` makes.
public enum FolderSubset: String, Sendable {
  case training, validation
}

/// The files of a folder and their labels, as Keras's `..._dataset_from_directory` list them.
struct LabelledFolder {
  let classNames: [String]
  var files: [(path: String, label: Int)]

  init(
    _ directory: String, _ labels: FolderLabels, _ classNames: [String]?, extensions: Set<String>
  ) throws {
    switch labels {
    case .none:
      self.classNames = []
      files = try Self.files(directory, extensions).map { ($0, 0) }
    case .inferred:
      let folders = try Self.entries(directory).filter {
        Self.isFolder("\(directory)/\($0)") && !$0.hasPrefix(".")
      }
      let names = classNames ?? folders
      if Set(names) != Set(folders) {
        throw DataFileError(
          directory, "",
          "classNames must be the folders in it, \(folders.joined(separator: ", ")), got "
            + names.joined(separator: ", "))
      }
      self.classNames = names
      files = []
      for (label, name) in names.enumerated() {
        files += try Self.files("\(directory)/\(name)", extensions).map { ($0, label) }
      }
    }
    guard !files.isEmpty else {
      throw DataFileError(
        directory, "",
        "expected files that end in \(extensions.sorted().map { "." + $0 }.joined(separator: ", "))"
          + (labels == .inferred ? " in a folder for each class" : "") + ", found none")
    }
  }

  /// Shuffles with `seed`, and keeps one part: the last `split` of the files are for validation.
  mutating func choose(
    shuffle: Bool, seed: Int?, split: Double?, subset: FolderSubset?, _ directory: String
  ) throws {
    if shuffle {
      let order = try Random.permutation(
        Random.key(seed ?? Int.random(in: 0..<1 << 31)), files.count
      )
      .scalars(as: Int32.self)
      let all = files
      files = order.map { all[Int($0)] }
    }
    guard split != nil || subset != nil else { return }
    guard let split, let subset, split > 0, split < 1 else {
      throw DataFileError(
        directory, "", "validationSplit, between 0 and 1, and subset must be given together")
    }
    guard !shuffle || seed != nil else {
      throw DataFileError(
        directory, "", "give a seed, or shuffle: false, so that the two subsets do not overlap")
    }
    let border = files.count - Int(split * Double(files.count))
    files = subset == .training ? Array(files[..<border]) : Array(files[border...])
    guard !files.isEmpty else {
      throw DataFileError(directory, "", "the subset \(subset.rawValue) has no file")
    }
  }

  private static func entries(_ path: String) throws -> [String] {
    guard isFolder(path) else { throw DataFileError(path, "", "there is no such folder") }
    do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      throw DataFileError(path, "", "cannot be read: \(error.localizedDescription)")
    }
  }
  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
  private static func files(_ path: String, _ extensions: Set<String>) throws -> [String] {
    try entries(path).flatMap { name -> [String] in
      let full = "\(path)/\(name)"
      if name.hasPrefix(".") { return [] }
      if isFolder(full) { return try files(full, extensions) }
      return extensions.contains((name as NSString).pathExtension.lowercased()) ? [full] : []
    }
  }
}

/// How labels are given to the model: Keras's `label_mode`.
public enum LabelMode: String, Sendable {
  /// Numbers, `i32[batch]`.
  case int
  /// Rows with a one, `f32[batch, classes]`.
  case categorical
  /// 0 or 1, `f32[batch, 1]`: for two classes.
  case binary

  func tensor(_ labels: [Int], _ count: Int) -> Tensor {
    switch self {
    case .int: Tensor(labels.map { Int32($0) })
    case .binary: Tensor(labels.map { Float($0) }, shape: [labels.count, 1])
    case .categorical: oneHot(Tensor(labels.map { Int32($0) }), count, dtype: .f32)
    }
  }
  func check(_ count: Int, _ directory: String) throws {
    guard self != .binary || count == 2 else {
      throw DataFileError(
        directory, "", "labelMode .binary needs two classes, and there are \(count)")
    }
  }
}
