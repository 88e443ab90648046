import Foundation

extension Datasets {
  /// The ten classes of Fashion-MNIST, by number.
  public static let fashionMNISTClasses = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]

  /// Where Debian's package `dataset-fashion-mnist` puts its files.
  public static let fashionMNISTFolder = "/usr/share/datasets/fashion-mnist"

  /// Fashion-MNIST: 60,000 and 10,000 pictures of clothes in ten classes.
  ///
  /// Shapes: `ui8[60000,28,28]`, `ui8[60000]`, and 10,000 to test on. Throws, naming `tools/data`,
  /// where the files are not in `folder`.
  public static func fashionMNIST(folder: String = fashionMNISTFolder) throws -> SplitData {
    func array(_ name: String, rank: Int) throws -> HostTensor {
      let stem = "\(folder)/\(name)"
      guard
        let path = ["\(stem).gz", stem].first(where: { FileManager.default.fileExists(atPath: $0) })
      else {
        throw DataFileError(
          stem + ".gz", "",
          "Fashion-MNIST is not there; tools/data installs it (Debian's package dataset-fashion-mnist)"
        )
      }
      let array = try IDX.read(path)
      guard array.dtype == .ui8, array.shape.count == rank else {
        throw DataFileError(path, "", "expected ui8 of rank \(rank), got \(array.type)")
      }
      return array
    }
    func part(_ prefix: String) throws -> (Tensor, Tensor) {
      let images = try array("\(prefix)-images-idx3-ubyte", rank: 3)
      let labels = try array("\(prefix)-labels-idx1-ubyte", rank: 1)
      guard images.shape[0] == labels.shape[0] else {
        throw DataFileError(
          "\(folder)/\(prefix)-labels-idx1-ubyte", "",
          "expected \(images.shape[0]) labels, one for each picture, got \(labels.shape[0])")
      }
      return (Tensor(images), Tensor(labels))
    }
    return SplitData(train: try part("train"), test: try part("t10k"))
  }
}
