/// The mean of each channel over the steps; those that a mask leaves out do not count.
///
/// Shape: [batch, steps, channels] becomes [batch, channels], or [batch, 1, channels] with
/// `keepdims`. Where a mask leaves out all steps the result is NaN.
public final class GlobalAveragePooling1D: BaseGlobalPooling {
  public override class var aliases: [String] { ["GlobalAvgPool1D"] }

  /// The layer with these settings.
  public init(
    dataFormat: DataFormat? = nil, keepdims: Bool = false, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    super.init(rank: 1, dataFormat, keepdims, name: name, trainable: trainable, dtype: dtype)
  }
  /// The object that a config describes.
  public required init(config c: Config) throws { try super.init(config: c, rank: 1) }
  public override var supportsMasking: Bool { true }

  public override func call(_ inputs: Inputs) -> [Tensor] {
    let x = inputs.x
    guard let mask = inputs.mask else { return [mean(x, axis: spatialAxes, keepdims: keepdims)] }
    let isThere = expandDims(cast(mask, dtype: .i1), dataFormat == .channelsLast ? 2 : 1)
    let total = sum(NumPy.where(isThere, x, zerosLike(x)), axis: spatialAxes, keepdims: keepdims)
    return [total / sum(cast(isThere, dtype: x.dtype), axis: spatialAxes, keepdims: keepdims)]
  }
  public override func computeMask(_ inputs: Inputs, _ outputs: [Tensor]) -> [Tensor?] { [nil] }
}
