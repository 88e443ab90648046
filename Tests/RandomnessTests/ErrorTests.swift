import Randomness
import Testing
import Touchstone

/// A call that breaks a clause of the section `random`.
struct Broken: Sendable, CustomTestStringConvertible {
  let clause: String
  /// A part of the sentence.
  let message: String
  let call: @Sendable () -> Tensor
  var testDescription: String { message }

  init(_ clause: String, _ message: String, _ call: @escaping @Sendable () -> Tensor) {
    self.clause = clause
    self.message = message
    self.call = call
  }

  static let key = Random.key(0)
  static let all: [Broken] = [
    Broken("C1", "split: expected a single key, ui32[2], got ui32[3,2]; use vmap") {
      Random.split(Random.split(key, 3))
    },
    Broken("C1", "normal: expected a single key, ui32[2], got f32[2]") {
      Random.normal(Tensor([0, 1] as [Float]))
    },
    Broken("C2", "uniform: dtype must be f16, bf16, f32 or f64, got i32") {
      Random.uniform(key, dtype: .i32)
    },
    Broken("C2", "bits: dtype must be ui8, ui16, ui32 or ui64, got i32") {
      Random.bits(key, dtype: .i32)
    },
    Broken("C2", "poisson: dtype must be an integer dtype, got f32") {
      Random.poisson(key, 3, dtype: .f32)
    },
    Broken("C2", "rademacher: dtype must be one of numbers, got i1") {
      Random.rademacher(key, dtype: .i1)
    },
    Broken("C2", "bernoulli: dtype must be f16, bf16, f32 or f64, got i32") {
      Random.bernoulli(key, Tensor(Int32(1)))
    },
    Broken("C3", "gumbel: [2, -1] is not a shape of samples") { Random.gumbel(key, [2, -1]) },
    Broken("C3", "split: [-2] is not a shape of samples") { Random.split(key, -2) },
    Broken("C3", "bits: [4611686018427387904, 8] is not a shape") {
      Random.bits(key, [1 << 62, 8])
    },
    Broken("C4", "gamma: parameters of shapes [[2, 3]] do not broadcast to the samples' shape [3]")
    {
      Random.gamma(key, Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]), [3])
    },
    Broken("C4", "beta: shapes [[2], [3]] do not broadcast together") {
      Random.beta(key, Tensor([1, 2] as [Float]), Tensor([1, 2, 3] as [Float]))
    },
    Broken("C4", "multinomial: p must have at least one axis") {
      Random.multinomial(key, 3, Tensor(Float(1)))
    },
    Broken("C4", "dirichlet: alpha must have at least one axis") {
      Random.dirichlet(key, Tensor(Float(1)))
    },
    Broken("C4", "expected means [..., n] and covariances [..., n, n], got f32[2] and f32[3]") {
      Random.multivariateNormal(key, Tensor([1, 2] as [Float]), Tensor([1, 2, 3] as [Float]))
    },
    Broken("C5", "gamma: parameters must be real, got complex64[]") {
      Random.gamma(key, complex(Tensor(Float(1)), Tensor(Float(1))))
    },
    Broken("C5", "randint: bounds must be integers, got 0.5") { Random.randint(key, [], 0, 0.5) },
    Broken("C5", "randint: bounds must be integers, got f32[]") {
      Random.randint(key, [], 0, Tensor(Float(3)))
    },
    Broken("C6", "key: the seed must be one integer, got i32[2]") {
      Random.key(Tensor([1, 2] as [Int32]))
    },
    Broken("C6", "foldIn: expected a number of 32 bits, got -1") { Random.foldIn(key, -1) },
    Broken("C6", "foldIn: expected one integer, got f32[]") {
      Random.foldIn(key, Tensor(Float(1)))
    },
    Broken("C7", "permutation: axis 1 is none of 1 axes") {
      Random.permutation(key, Tensor([1, 2] as [Float]), axis: 1)
    },
    Broken("C7", "categorical: axis -1 is none of 0 axes") {
      Random.categorical(key, Tensor(Float(1)))
    },
    Broken("C8", "choice: there is nothing to choose from") { Random.choice(key, 0, [2]) },
    Broken("C8", "choice: 4 draws without replacement from only 3") {
      Random.choice(key, 3, [2, 2], replace: false)
    },
    Broken("C8", "expected 3 probabilities, one for each choice, got f32[2]") {
      Random.choice(key, 3, [2], p: Tensor([0.5, 0.5] as [Float]))
    },
    Broken("C8", "asks for 4 draws without replacement from 3 categories") {
      Random.categorical(key, Tensor([1, 2, 3] as [Float]), [4], replace: false)
    },
  ]
}

@Suite struct ErrorTests {
  @Test(arguments: Broken.all)
  func `a call that breaks a clause throws its sentence`(_ broken: Broken) throws {
    let error = try #require(throws: TensorError.self) { try checking { _ = broken.call() } }
    #expect(error.operation == "random")
    #expect(error.clause == broken.clause)
    #expect(error.message.contains(broken.message), "\(error)")
  }
}
