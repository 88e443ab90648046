import Touchstone

extension KernelTable {
  /// Products of matrices and convolutions.
  mutating func addProducts() {}
}
