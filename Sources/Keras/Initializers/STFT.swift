import Foundation

extension Initializers {
  /// The kernel of a convolution that is a short-time Fourier transform: its real or imaginary part.
  ///
  /// Shape: length of the frames, channels, frequencies; the channels are alike.
  public final class STFT: Initializer {
    public override class var aliases: [String] { ["STFTInitializer"] }
    /// Which part of the complex transform.
    public enum Side: String, CaseIterable, ConfigValue, Sendable {
      case real, imag
    }
    /// What the frames are multiplied by.
    public enum Window: String, CaseIterable, ConfigValue, Sendable {
      case hann, hamming, blackman, bartlett, boxcar
    }
    /// What is divided by: so that the density of the power, or its spectrum, is kept.
    public enum Scaling: String, CaseIterable, ConfigValue, Sendable {
      case density, spectrum
    }
    let side: Side
    let window: Window?
    let scaling: Scaling?
    let periodic: Bool

    /// An object with these settings, under Keras's names, in its order and with its defaults.
    public init(
      side: Side = .real, window: Window? = .hann, scaling: Scaling? = .density,
      periodic: Bool = false
    ) {
      (self.side, self.window, self.scaling, self.periodic) = (side, window, scaling, periodic)
      super.init()
    }
    /// The object that `config` describes.
    public required convenience init(config c: Config) throws {
      self.init(
        side: try c.get("side", .real), window: try c.get("window", .hann),
        scaling: try c.get("scaling", .density), periodic: try c.get("periodic", false))
    }
    public override var config: JSONObject {
      [
        "side": side.json, "window": window.json, "periodic": periodic.json,
        "scaling": scaling.json,
      ]
    }

    public override func callAsFunction(_ shape: [Int], dtype: DType = .f32) -> Tensor {
      guard shape.count == 3, shape[2] >= 2 else {
        fail("expected the shape [frame, channels, frequencies ≥ 2], got \(shape)")
        return .invalid
      }
      let (length, frequencies) = (shape[0], shape[2])
      let weights = weights(length)
      var kernel: [Double] = []
      for time in 0..<length {
        for frequency in 0..<frequencies {
          let angle = -2 * Double.pi * Double(time * frequency) / Double(2 * (frequencies - 1))
          kernel.append(weights[time] * (side == .real ? cos(angle) : sin(angle)))
        }
      }
      let matrix = cast(Tensor(kernel, shape: [length, 1, frequencies]), dtype: dtype)
      return broadcastTo(matrix, shape)
    }

    /// The window, scaled.
    private func weights(_ length: Int) -> [Double] {
      guard let window else { return [Double](repeating: 1, count: length) }
      let period = Double(max(periodic ? length : length - 1, 1))
      let weights = (0..<length).map { i in
        let part = Double(i) / period
        let wave = cos(2 * Double.pi * part)
        return switch window {
        case .hann: 0.5 - 0.5 * wave
        case .hamming: 0.54 - 0.46 * wave
        case .blackman: 0.42 - 0.5 * wave + 0.08 * cos(4 * Double.pi * part)
        case .bartlett: 1 - Swift.abs(2 * part - 1)
        case .boxcar: 1.0
        }
      }
      switch scaling {
      case nil: return weights
      case .density:
        let scale = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return weights.map { $0 / scale }
      case .spectrum:
        let scale = Swift.abs(weights.reduce(0, +))
        return weights.map { $0 / scale }
      }
    }
  }
}

extension Initializer {
  /// The kernel of a short-time Fourier transform.
  public static func stft(
    side: Initializers.STFT.Side = .real, window: Initializers.STFT.Window? = .hann,
    scaling: Initializers.STFT.Scaling? = .density, periodic: Bool = false
  ) -> Initializer {
    Initializers.STFT(side: side, window: window, scaling: scaling, periodic: periodic)
  }
}
