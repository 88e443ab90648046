import Testing

@testable import Touchstone

/// Each declared partial derivative against the difference quotient in f64.
@Suite struct PartialTests {
  @Test(arguments: Unary.allCases)
  func `the slope of a function of one number is its difference quotient`(_ f: Unary) throws {
    guard case .elementwise(let partials) = f.derivative, let slope = partials[0] else { return }
    let x = Tensor(points(f))
    let expected = try quotient(points(f)) { bind(f, Tensor($0)) }
    try agree(slope([x], bind(f, x)), expected, "\(f)")
  }

  @Test(arguments: Unary.allCases)
  func `the slope of a complex function is its difference quotient`(_ f: Unary) throws {
    guard case .elementwise(let partials) = f.derivative, let slope = partials[0],
      f.row.complex != nil
    else { return }
    let z = [WideComplex(0.5, -1.25), WideComplex(-2, 0.75), WideComplex(3, 0.125)]
    func tensor(_ z: [WideComplex]) -> Tensor {
      Tensor(HostTensor(TensorType(.complex128, [z.count]), complexes: z))
    }
    func moved(_ h: Double) throws -> [WideComplex] {
      try bind(f, tensor(z.map { WideComplex($0.real + h, $0.imaginary) })).host().complexes
    }
    let h = 1e-5
    let actual = try slope([tensor(z)], bind(f, tensor(z))).host().complexes
    for (i, pair) in zip(try moved(h), try moved(-h)).enumerated() {
      let real = (pair.0.real - pair.1.real) / (2 * h)
      let imaginary = (pair.0.imaginary - pair.1.imaginary) / (2 * h)
      let scale = max(1, abs(real) + abs(imaginary))
      #expect(abs(actual[i].real - real) < 1e-8 * scale, "\(f) at \(z[i])")
      #expect(abs(actual[i].imaginary - imaginary) < 1e-8 * scale, "\(f) at \(z[i])")
    }
  }

  @Test(arguments: Binary.allCases)
  func `the slopes of a function of two numbers are difference quotients`(_ f: Binary) throws {
    guard case .elementwise(let partials) = f.derivative else { return }
    let isOrdered = f == .polygamma || f == .zeta
    let x = isOrdered ? [2, 3, 4] : [0.7, 2.5, 3.1, 1.25]
    let y = isOrdered ? [0.6, 1.5, 4] : [1.9, 1.2, -2.3, 4]
    let z = bind(f, Tensor(x), Tensor(y))
    if let slope = partials[0] {
      let expected = try quotient(x) { bind(f, Tensor($0), Tensor(y)) }
      try agree(slope([Tensor(x), Tensor(y)], z), expected, "\(f), first")
    }
    if let slope = partials[1] {
      let expected = try quotient(y) { bind(f, Tensor(x), Tensor($0)) }
      try agree(slope([Tensor(x), Tensor(y)], z), expected, "\(f), second")
    }
  }

  @Test func `the slope of the magnitude is the sign, and 0 at 0`() throws {
    let x = Tensor([-2, 0, 3] as [Double])
    #expect(try slopes(Abs(), x)[0].scalars(as: Double.self) == [-1, 0, 1])
  }

  @Test func `the slope of the square root at 0 is infinite`() throws {
    #expect(try slopes(Unary.sqrt, Tensor([0.0]))[0].scalars(as: Double.self) == [.infinity])
  }

  @Test func `a tie of maximum and minimum is shared`() throws {
    let (x, y) = (Tensor([1, 2, 2] as [Double]), Tensor([2, 1, 2] as [Double]))
    let maximum = try slopes(Binary.maximum, x, y).map { try $0.scalars(as: Double.self) }
    #expect(maximum == [[0, 1, 0.5], [1, 0, 0.5]])
    let minimum = try slopes(Binary.minimum, x, y).map { try $0.scalars(as: Double.self) }
    #expect(minimum == [[1, 0, 0.5], [0, 1, 0.5]])
  }

  @Test func `the slope of clamp is 0 on the bounds, and a bound's where it acts`() throws {
    let x = Tensor([-1, 0, 0.5, 1, 2] as [Double])
    let found = try slopes(Clamp(), Tensor(0 as Double), x, Tensor(1 as Double))
      .map { try $0.scalars(as: Double.self) }
    #expect(found == [[1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 1]])
  }

  @Test func `a power of zero has a slope by its exponent of zero`() throws {
    let found = try slopes(Binary.power, Tensor([0.0]), Tensor([2.0]))
    #expect(try found.map { try $0.scalars(as: Double.self) } == [[0], [0]])
  }

  @Test func `the scaled Bessel function has slope one half at 0`() throws {
    #expect(try slopes(Unary.besselI1e, Tensor([0.0]))[0].scalars(as: Double.self) == [0.5])
  }

  /// Points in the domain, away from kinks and poles.
  private func points(_ f: Unary) -> [Double] {
    switch f {
    case .acos, .asin, .atanh, .erfInv: [-0.8, -0.1, 0.3, 0.6]
    case .acosh: [1.2, 2, 7]
    case .log, .sqrt, .rsqrt: [0.2, 1, 3, 10]
    case .digamma, .lgamma: [-1.5, 0.4, 2, 6]
    case .logPlusOne: [-0.6, 0.1, 3]
    case .besselI1e: [-9.5, -1.5, 0.5, 3, 20]
    default: [-1.3, -0.4, 0.2, 0.9, 2]
    }
  }

  /// The central difference quotient, with the error of second order taken out (Richardson).
  private func quotient(_ x: [Double], _ f: ([Double]) -> Tensor) throws -> [Double] {
    func central(_ h: Double) throws -> [Double] {
      let above = try f(x.map { $0 + h }).scalars(as: Double.self)
      let below = try f(x.map { $0 - h }).scalars(as: Double.self)
      return zip(above, below).map { ($0 - $1) / (2 * h) }
    }
    return zip(try central(1e-3), try central(5e-4)).map { (4 * $1 - $0) / 3 }
  }

  private func agree(_ actual: Tensor, _ expected: [Double], _ name: String) throws {
    for (a, e) in zip(try actual.scalars(as: Double.self), expected) {
      #expect(abs(a - e) <= 1e-8 * max(1, abs(e)), "\(name): \(a), and not \(e)")
    }
  }

  private func slopes(_ f: some Operation, _ x: Tensor...) throws -> [Tensor] {
    guard case .elementwise(let partials) = f.derivative else { return [] }
    let y = bind(f, x)[0]
    return partials.compactMap { $0?(x, y) }
  }
}
