// Operations of linear algebra, and products.

extension Operation {
  static let algebra: [Operation] = [
    unary("Det", .linalg) { det($0) }, unary("Inv", .linalg) { inv($0) },
    unary("Logdet", .math) { logdet($0) },
    binary("Solve", .linalg, "a b") { solve($0, $1) },
    Operation("Cholesky", .linalg, "x", ["upper": false]) {
      [cholesky(try $0.tensor(0), lower: try !$0.flag("upper"))]
    },
    Operation("CholeskyInverse", .linalg, "x", ["upper": false]) {
      [choleskyInverse(try $0.tensor(0), upper: try $0.flag("upper"))]
    },
    Operation("Eig", .linalg, "x") {
      let found = eig(try $0.tensor(0))
      return [found.w, found.v]
    },
    Operation("Eigh", .linalg, "x") {
      let found = eigh(try $0.tensor(0))
      return [found.w, found.v]
    },
    Operation("LuFactor", .linalg, "x") {
      let found = luFactor(try $0.tensor(0))
      return [found.lu, found.pivots]
    },
    Operation("Slogdet", .numpy, "x") {
      let found = slogdet(try $0.tensor(0))
      return [found.sign, found.logabsdet]
    },
    Operation("Lstsq", .linalg, "a b", ["rcond": nil]) {
      [lstsq(try $0.tensor(0), try $0.tensor(1), rcond: try $0.number("rcond"))]
    },
    Operation("MatrixRank", .linalg, "x", ["tol": nil]) {
      [matrixRank(try $0.tensor(0), tol: try $0.number("tol"))]
    },
    Operation("Pinv", .linalg, "x", ["rcond": nil]) {
      [pinv(try $0.tensor(0), rcond: try $0.number("rcond"))]
    },
    Operation("Qr", .linalg, "x", ["mode": "reduced"]) {
      let isFull: Bool = try $0.choice("mode", ["reduced": false, "complete": true])
      let found = qr(try $0.tensor(0), fullMatrices: isFull)
      return [found.q, found.r]
    },
    Operation("SVD", .linalg, "x", ["full_matrices": true, "compute_uv": true]) { o in
      guard try o.flag("compute_uv") else { return [singularValues(try o.tensor(0))] }
      let found = svd(try o.tensor(0), fullMatrices: try o.flag("full_matrices"))
      return [found.u, found.s, found.vh]
    },
    Operation("SolveTriangular", .linalg, "a b", ["lower": false]) {
      [solveTriangular(try $0.tensor(0), try $0.tensor(1), lower: try $0.flag("lower"))]
    },
    Operation("Norm", .linalg, "x", ["ord": nil, "axis": nil, "keepdims": false]) {
      [
        norm(
          try $0.tensor(0), ord: try order($0), axis: try $0.axes(),
          keepdims: try $0.flag("keepdims"))
      ]
    },
    binary("CDist", .math, "x y") { cdist($0, $1) },
  ]

  private static func order(_ o: Operands) throws -> NormOrder? {
    let json = try o.settings.get("ord", as: JSON.self)
    if json.isNull { return nil }
    if let number = json.number {
      return number == .infinity ? .infinity : number == -.infinity ? .minusInfinity : .p(number)
    }
    return try o.choice(
      "ord", ["fro": .frobenius, "nuc": .nuclear, "inf": .infinity, "-inf": .minusInfinity])
  }

  static let products: [Operation] = [
    binary("Dot") { dot($0, $1) }, binary("Inner") { inner($0, $1) },
    binary("Kron") { kron($0, $1) }, binary("Matmul") { matmul($0, $1) },
    binary("Outer") { outer($0, $1) }, binary("Vdot") { vdot($0, $1) },
    Operation(
      "Cross", .numpy, "x1 x2", ["axisa": -1, "axisb": -1, "axisc": -1, "axis": nil]
    ) {
      [
        cross(
          try $0.tensor(0), try $0.tensor(1), axisa: try $0.int("axisa"),
          axisb: try $0.int("axisb"), axisc: try $0.int("axisc"), axis: try $0.axis())
      ]
    },
    Operation("Einsum", .numpy, "*operands", needs: "subscripts") {
      [einsum(try $0.text("subscripts"), try $0.all())]
    },
    Operation("Tensordot", .numpy, "x1 x2", ["axes": 2]) { o in
      let json = try o.settings.get("axes", as: JSON.self)
      let (x, y) = (try o.tensor(0), try o.tensor(1))
      if let count = json.integer { return [tensordot(x, y, axes: count)] }
      guard let pair = [AxisSetting](config: json), pair.count == 2 else {
        throw o.settings.unexpected("axes", "an integer or two lists of axes", json)
      }
      return [tensordot(x, y, axes: (pair[0].axisList, pair[1].axisList))]
    },
    Operation("Correlate", .numpy, "x1 x2", ["mode": "valid"]) {
      let mode: ConvolveMode = try $0.choice(
        "mode", ["valid": .valid, "same": .same, "full": .full])
      return [correlate(try $0.tensor(0), try $0.tensor(1), mode: mode)]
    },
    Operation("Diff", .numpy, "a", ["n": 1, "axis": -1]) {
      [diff(try $0.tensor(0), n: try $0.int("n"), axis: try $0.int("axis"))]
    },
    Operation("Trapezoid", .numpy, "y", ["x": nil, "dx": 1.0, "axis": -1]) { o in
      let at = try o.settings.get("x", as: JSON.self)
      return [
        trapezoid(
          try o.tensor(0), x: ConstantArgument.tensor(at), dx: try o.double("dx"),
          axis: try o.int("axis"))
      ]
    },
  ]

  static let signals: [Operation] = [
    Operation("FFT", .math, "x[]") { parts(fft(try $0.complexNumber(0))) },
    Operation("FFT2", .math, "x[]") { parts(fft2(try $0.complexNumber(0))) },
    Operation("IFFT2", .math, "x[]") { parts(ifft2(try $0.complexNumber(0))) },
    Operation("RFFT", .math, "x", ["fft_length": nil]) {
      parts(rfft(try $0.tensor(0), fftLength: try $0.axis("fft_length")))
    },
    Operation("IRFFT", .math, "x[]", ["fft_length": nil]) {
      [irfft(try $0.complexNumber(0), fftLength: try $0.axis("fft_length"))]
    },
    Operation(
      "STFT", .math, "x", needs: "sequence_length sequence_stride fft_length",
      ["window": "hann", "center": true]
    ) {
      parts(
        stft(
          try $0.tensor(0), try $0.int("sequence_length"), try $0.int("sequence_stride"),
          try $0.int("fft_length"), window: try window($0), center: try $0.flag("center")))
    },
    Operation(
      "ISTFT", .math, "x[]", needs: "sequence_length sequence_stride fft_length",
      ["length": nil, "window": "hann", "center": true]
    ) {
      [
        istft(
          try $0.complexNumber(0), try $0.int("sequence_length"),
          try $0.int("sequence_stride"), try $0.int("fft_length"),
          length: try $0.axis("length"), window: try window($0), center: try $0.flag("center"))
      ]
    },
    Operation("ExtractSequences", .math, "x", needs: "sequence_length sequence_stride") {
      [
        extractSequences(
          try $0.tensor(0), try $0.int("sequence_length"), try $0.int("sequence_stride"))
      ]
    },
  ]

  private static func parts(_ x: Tensor) -> [Tensor] { [real(x), imag(x)] }

  private static func window(_ o: Operands) throws -> STFTWindow {
    try o.settings.get("window", as: JSON.self).isNull
      ? .none : try o.choice("window", ["hann": .hann, "hamming": .hamming])
  }
}
