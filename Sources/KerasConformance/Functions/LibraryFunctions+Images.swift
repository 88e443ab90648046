extension LibraryFunctions {
  /// Functions of pictures and signals.
  static let images: [String: Call] = [
    "resize": { x, s in
      let method = Interpolation(rawValue: try s.get("interpolation", "bilinear")) ?? .bilinear
      return [
        resize(
          x[0], try s.integers("size"), interpolation: method,
          antialias: try s.get("antialias", false))
      ]
    },
    "rgb_to_grayscale": { x, _ in [rgbToGrayscale(x[0])] },
    "rgb_to_hsv": { x, _ in [rgbToHsv(x[0])] },
    "map_coordinates": { x, s in [mapCoordinates(x[0], x[1], order: try s.get("order", 1))] },
    "fft": { x, s in parts(fft(complex(x[0], x[1]), n: try s.get("n"))) },
    "fft2": { x, _ in parts(fft2(complex(x[0], x[1]))) },
    "ifft": { x, s in parts(ifft(complex(x[0], x[1]), n: try s.get("n"))) },
    "irfft": { x, s in [irfft(complex(x[0], x[1]), fftLength: try s.get("n"))] },
    "rfft": { x, s in parts(rfft(x[0], fftLength: try s.get("n"))) },
    "fftshift": { x, _ in [fftshift(x[0])] },
    "ifftshift": { x, _ in [ifftshift(x[0])] },
    "convolve": { x, s in
      [convolve(x[0], x[1], mode: ConvolveMode(rawValue: try s.get("mode", "full")) ?? .full)]
    },
    "correlate": { x, s in
      [correlate(x[0], x[1], mode: ConvolveMode(rawValue: try s.get("mode", "valid")) ?? .valid)]
    },
  ]

  /// A complex result as two real ones, which gradients go through.
  private static func parts(_ z: Tensor) -> [Tensor] { [real(z), imag(z)] }
}
