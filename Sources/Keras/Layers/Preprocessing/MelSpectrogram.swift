import Foundation

/// A layer that gives how strong signals are at pitches as the ear spaces them.
///
/// The magnitudes of the short-time transform of frames of `sequenceLength` samples, `fftLength` by
/// default, which begin every `sequenceStride`, to the power `magExp`, are summed in `numMelBins`
/// triangles between `minFreq` and `maxFreq` Hz. With `powerToDb` decibels are given, relative to
/// `refPower`, cut `topDb` below the greatest of the batch. Shape: [samples] or [batch, samples]
/// becomes [numMelBins, frames] or [batch, numMelBins, frames]. The mel scale is that of HTK:
/// 1127·ln(1 + f/700) (S. Young et al., The HTK Book, 2006, section 5.4).
public final class MelSpectrogram: Layer {
  let fftLength, sequenceStride, sequenceLength, numMelBins: Int
  let window: Initializers.STFT.Window?
  let samplingRate, minFreq, maxFreq, topDb, magExp, minPower, refPower: Double
  let powerToDb: Bool

  /// The layer with these settings; `window` is Von Hann's, Hamming's or none.
  public init(
    fftLength: Int = 2048, sequenceStride: Int = 512, sequenceLength: Int? = nil,
    window: Initializers.STFT.Window? = .hann, samplingRate: Double = 16000,
    numMelBins: Int = 128, minFreq: Double = 20, maxFreq: Double? = nil, powerToDb: Bool = true,
    topDb: Double = 80, magExp: Double = 2, minPower: Double = 1e-10, refPower: Double = 1,
    name: String? = nil, trainable: Bool = true, dtype: DTypePolicy? = nil
  ) {
    (self.fftLength, self.sequenceStride) = (fftLength, sequenceStride)
    (self.sequenceLength, self.window) = (sequenceLength ?? fftLength, window)
    (self.samplingRate, self.numMelBins, self.minFreq) = (samplingRate, numMelBins, minFreq)
    self.maxFreq = maxFreq ?? (samplingRate / 2).rounded(.down)
    (self.powerToDb, self.topDb, self.magExp) = (powerToDb, topDb, magExp)
    (self.minPower, self.refPower) = (minPower, refPower)
    super.init(name: name, trainable: trainable, dtype: dtype)
    checkSettings()
  }
  /// The object that `config` describes.
  public required init(config c: Config) throws {
    fftLength = try c.get("fft_length", 2048)
    sequenceStride = try c.get("sequence_stride", 512)
    sequenceLength = try c.get("sequence_length", Int?.none) ?? fftLength
    window = try c.get("window", .hann)
    samplingRate = try c.get("sampling_rate", 16000)
    numMelBins = try c.get("num_mel_bins", 128)
    minFreq = try c.get("min_freq", 20)
    maxFreq = try c.get("max_freq", Double?.none) ?? (samplingRate / 2).rounded(.down)
    powerToDb = try c.get("power_to_db", true)
    topDb = try c.get("top_db", 80)
    magExp = try c.get("mag_exp", 2)
    minPower = try c.get("min_power", 1e-10)
    refPower = try c.get("ref_power", 1)
    try super.init(config: c)
    checkSettings()
  }
  private func checkSettings() {
    if !(1...max(fftLength, 1) ~= sequenceLength) || sequenceStride < 1 {
      fail(
        "sequenceLength must be among 1...\(fftLength), fftLength, and sequenceStride positive, got "
          + "\(sequenceLength) and \(sequenceStride)")
    }
    if numMelBins < 1 { fail("numMelBins must be positive, got \(numMelBins)") }
    _ = affords([fftLength, numMelBins], "fftLength \(fftLength) and numMelBins \(numMelBins)")
    if !(minFreq >= 0 && minFreq < maxFreq && samplingRate > 0) {
      fail("minFreq must be below maxFreq and neither negative, got \(minFreq) and \(maxFreq)")
    }
    if let window, ![.hann, .hamming].contains(window) {
      fail("window must be 'hann', 'hamming' or none, got '\(window.rawValue)'")
    }
  }
  public override var config: JSONObject {
    super.config.merging([
      "fft_length": fftLength.json, "sequence_stride": sequenceStride.json,
      "sequence_length": sequenceLength.json, "window": window.json,
      "sampling_rate": samplingRate.json, "num_mel_bins": numMelBins.json,
      "min_freq": minFreq.json, "max_freq": maxFreq.json, "power_to_db": powerToDb.json,
      "top_db": topDb.json, "mag_exp": magExp.json, "min_power": minPower.json,
      "ref_power": refPower.json,
    ])
  }
  public override var inputSpec: InputSpec? { InputSpec(maxNdim: 2, minNdim: 1) }

  public override func call(_ x: Tensor, training: Bool) -> Tensor {
    let signal = x.dtype == .f64 ? x : convert(x, to: .f32)
    guard x.shape[x.rank - 1] > fftLength / 2 else {
      fail("expected more samples than half of fftLength \(fftLength), to mirror ends by", [x.type])
      return .invalid
    }
    let frames = stft(
      signal, sequenceLength, sequenceStride, fftLength,
      window: window == .hann ? .hann : window == .hamming ? .hamming : .none)
    let magnitude = sqrt(square(real(frames)) + square(imag(frames)))
    let strength = magExp == 2 ? square(magnitude) : power(magnitude, Tensor(weak: magExp))
    var mel = matmul(strength, convert(triangles(fftLength / 2 + 1), to: signal.dtype))
    if powerToDb {
      let reference = 10 * log10(Swift.max(Swift.abs(refPower), minPower))
      mel = 10 * NumPy.log10(NumPy.maximum(mel, Tensor(weak: minPower))) - reference
      mel = NumPy.maximum(mel, NumPy.max(mel) - topDb)
    }
    return cast(swapaxes(mel, -1, -2), dtype: dtypePolicy.computeDType)
  }

  /// How much of each frequency counts for each pitch: [bins, numMelBins].
  private func triangles(_ bins: Int) -> Tensor {
    func mel(_ frequency: Double) -> Double { 1127 * log(1 + frequency / 700) }
    let (low, high) = (mel(minFreq), mel(maxFreq))
    let step = (high - low) / Double(numMelBins + 1)
    var weights: [Double] = []
    for bin in 0..<bins {
      let place = mel(samplingRate / 2 * Double(bin) / Double(max(bins - 1, 1)))
      for number in 0..<numMelBins {
        let centre = low + step * Double(number + 1)
        let weight = 1 - Swift.abs(place - centre) / step
        // HTK leaves out the constant part of a signal.
        weights.append(bin == 0 ? 0 : max(0, weight))
      }
    }
    return Tensor(weights, shape: [bins, numMelBins])
  }
}
