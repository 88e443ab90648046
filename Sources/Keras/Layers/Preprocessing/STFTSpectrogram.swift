/// A layer that gives the short-time Fourier transform of signals, as a convolution.
///
/// Frames of `frameLength` samples begin every `frameStep`, half of that by default; `fftLength` is
/// the next power of two by default. `mode` says what of each frequency is wanted. Its kernels are
/// weights, and may be trained on. Shape: [batch, samples, channels] becomes
/// [batch, frames, channels · (fftLength/2 + 1)], or with `expandDims`
/// [batch, frames, fftLength/2 + 1, channels]; with `channelsFirst` [batch, channels, samples]
/// becomes [batch, channels · (fftLength/2 + 1), frames], or [batch, channels, frames,
/// fftLength/2 + 1]. Mode `stft` has twice as many frequencies: real parts, then imaginary ones.
public final class STFTSpectrogram: Layer {
  /// What is given of each frequency.
  public enum Mode: String, CaseIterable, ConfigValue, Sendable {
    /// The logarithm of the magnitude.
    case log
    /// The magnitude.
    case magnitude
    /// The power, twice that of all frequencies but the first and the last.
    case psd
    /// The real part.
    case real
    /// The imaginary part.
    case imag
    /// The angle.
    case angle
    /// Real and imaginary parts.
    case stft
  }
  let mode: Mode
  let frameLength: Int
  let frameStep, fftLength: Int?
  let window: Initializers.STFT.Window?
  let periodic, expandDims: Bool
  let scaling: Initializers.STFT.Scaling?
  let padding: Padding
  let dataFormat: DataFormat
  /// The waves that the real parts are sums of.
  @Weight public var realKernel: Tensor
  /// The waves that the imaginary parts are sums of.
  @Weight public var imagKernel: Tensor

  /// The layer with these settings.
  public init(
    mode: Mode = .log, frameLength: Int = 256, frameStep: Int? = nil, fftLength: Int? = nil,
    window: Initializers.STFT.Window? = .hann, periodic: Bool = false,
    scaling: Initializers.STFT.Scaling? = .density, padding: Padding = .valid,
    expandDims: Bool = false, dataFormat: DataFormat? = nil, name: String? = nil,
    trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.mode, self.frameLength, self.frameStep) = (mode, frameLength, frameStep)
    (self.fftLength, self.window, self.periodic) = (fftLength, window, periodic)
    (self.scaling, self.padding, self.expandDims) = (scaling, padding, expandDims)
    self.dataFormat = dataFormat ?? Settings.imageDataFormat
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    mode = try c.get("mode", .log)
    frameLength = try c.get("frame_length", 256)
    frameStep = try c.get("frame_step")
    fftLength = try c.get("fft_length")
    window = try c.get("window", .hann)
    periodic = try c.get("periodic", false)
    scaling = try c.get("scaling", .density)
    padding = try c.get("padding", .valid)
    expandDims = try c.get("expand_dims", false)
    dataFormat = try c.get("data_format", DataFormat?.none) ?? Settings.imageDataFormat
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if frameLength < 2 { fail("frameLength must be at least 2, got \(frameLength)") }
    if let frameStep, !(1...max(frameLength, 1) ~= frameStep) {
      fail("frameStep must be among 1...\(frameLength), the frame's length, got \(frameStep)")
    }
    if let fftLength, fftLength < frameLength {
      fail("fftLength must not be below frameLength \(frameLength), got \(fftLength)")
    }
    if padding == .causal { fail("padding must be .valid or .same, got .causal") }
  }
  public override var config: JSONObject {
    super.config.merging([
      "mode": mode.json, "frame_length": frameLength.json, "frame_step": frameStep.json,
      "fft_length": fftLength.json, "window": window.json, "periodic": periodic.json,
      "scaling": scaling.json, "padding": padding.json, "data_format": dataFormat.json,
      "expand_dims": expandDims.json,
    ])
  }
  public override var inputSpec: InputSpec? { InputSpec(ndim: 3) }

  private var bins: Int {
    var length = 1
    while length < frameLength { length *= 2 }
    return (fftLength ?? length) / 2 + 1
  }

  public override func build(_ inputShapes: [Shape]) {
    func add(_ weight: Weight, _ name: String, _ side: Initializers.STFT.Side) {
      addWeight(
        weight, name, [frameLength, 1, bins],
        .stft(side: side, window: window, scaling: scaling, periodic: periodic))
    }
    if mode != .imag { add($realKernel, "real_kernel", .real) }
    if mode != .real { add($imagKernel, "imag_kernel", .imag) }
  }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    guard x.dtype.isFloat else {
      fail("expected floating-point samples", [x.type])
      return .invalid
    }
    let least = Tensor(weak: Settings.epsilon)
    switch mode {
    case .real: return arranged(filtered(x, realKernel))
    case .imag: return arranged(filtered(x, imagKernel))
    case .angle: return arranged(arctan2(filtered(x, imagKernel), filtered(x, realKernel)))
    case .stft:
      return arranged(
        NumPy.concatenate([filtered(x, realKernel), filtered(x, imagKernel)], axis: -1))
    case .psd, .magnitude, .log:
      let power = square(filtered(x, realKernel)) + square(filtered(x, imagKernel))
      if mode == .psd {
        // Negative frequencies have the power of positive ones; 0 and the highest have none.
        let count = power.shape[3]
        let isInner = Tensor((0..<count).map { $0 > 0 && $0 < count - 1 ? 2 : 1 as Float })
        return arranged(power * convert(isInner, to: power.dtype))
      }
      let magnitude = arranged(sqrt(NumPy.maximum(power, least)))
      return mode == .magnitude ? magnitude : NumPy.log(NumPy.maximum(magnitude, least))
    }
  }

  /// Each channel by itself through the kernel: [batch, channels, frames, frequencies].
  private func filtered(_ x: Tensor, _ kernel: Tensor) -> Tensor {
    let signals = dataFormat == .channelsLast ? transpose(x, [0, 2, 1]) : x
    let (batch, channels, samples) = (signals.shape[0], signals.shape[1], signals.shape[2])
    let frames = conv(
      reshape(signals, [batch * channels, samples, 1]), convert(kernel, to: x.dtype),
      strides: frameStep ?? frameLength / 2, padding: padding)
    return reshape(frames, [batch, channels] + frames.shape.dropFirst())
  }

  /// The axes of [batch, channels, frames, frequencies] in the order asked for.
  private func arranged(_ y: Tensor) -> Tensor {
    if expandDims {
      return dataFormat == .channelsLast ? transpose(y, [0, 2, 3, 1]) : y
    }
    let joined = y.shape[1] * y.shape[3]
    return dataFormat == .channelsLast
      ? reshape(transpose(y, [0, 2, 1, 3]), [y.shape[0], y.shape[2], joined])
      : reshape(transpose(y, [0, 1, 3, 2]), [y.shape[0], joined, y.shape[2]])
  }
}
