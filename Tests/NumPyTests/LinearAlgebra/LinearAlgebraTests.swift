import AllBackends
import NumPy
import Testing

@Suite struct LinearAlgebraTests {
  let a = t([4, 3, 6, 3], [2, 2])

  @Test(arguments: ["reference", "openblas", "threaded"])
  func `systems, inverses and determinants`(_ backend: String) throws {
    AllBackends.register()
    let chosen = try #require(Backends.named(backend))
    withBackend(chosen) {
      #expect(near(solve(a, t([10, 12])).numbers, [1, 2]))
      #expect(near(solve(a, t([10, 4, 12, 6], [2, 2])).numbers, [1, 1, 2, 0]))
      #expect(near(inv(a).numbers, [-0.5, 0.5, 1, -2.0 / 3]))
      #expect(near(det(a).numbers, [-6]))
      #expect(det(zeros([0, 0])).numbers == [1])
      let five = eye(5, dtype: .f64)[i([1, 0, 2, 4, 3])] * 2
      #expect(near(det(five).numbers, [32]))
      #expect(near(slogdet(five).logabsdet.numbers, [3.4657359027997265]))
      #expect(slogdet(a).sign.numbers == [-1])
      #expect(
        near(solveTriangular(t([2, 0, 1, 4], [2, 2]), t([2, 9]), lower: true).numbers, [1, 2]))
      #expect(near(lstsq(t([1, 0, 1, 1, 1, 2], [3, 2]), t([1, 3, 5])).numbers, [1, 2], 1e-10))
      #expect(near(pinv(t([1, 0, 0, 0], [2, 2])).numbers, [1, 0, 0, 0]))
      #expect(matrixRank(t([1, 2, 2, 4], [2, 2])).integers == [1])
      let spd = t([4, 2, 2, 3], [2, 2])
      #expect(near(matmul(choleskyInverse(cholesky(spd)), spd).numbers, [1, 0, 0, 1]))
      #expect(solve(broadcastTo(a, [3, 2, 2]), t([1, 2])).shape == [3, 2])
    }
  }

  @Test func `powers and exponentials`() {
    #expect(matrixPower(t([1, 1, 1, 0], [2, 2]), 10).numbers == [89, 55, 55, 34])
    #expect(near(matrixPower(a, -1).numbers, inv(a).numbers))
    #expect(matrixPower(a, 0).numbers == [1, 0, 0, 1])
    let turn = expm(t([0, -1, 1, 0], [2, 2]) * (Double.pi / 2))
    #expect(near(turn.numbers, [0, -1, 1, 0], 1e-14))
    #expect(
      near(
        expm(t([100, 0, 0, -100], [2, 2])).numbers.map { $0 > 1 ? $0 / 2.6881171418161356e43 : $0 },
        [1, 0, 0, 0], 1e-12))
    #expect(near(expm(zeros([2, 2], dtype: .f64)).numbers, [1, 0, 0, 1]))
  }

  @Test func `norms of vectors and matrices by their order`() {
    let v = t([3, -4])
    #expect(norm(v).numbers == [5])
    #expect(norm(v, ord: 1).numbers == [7])
    #expect(norm(v, ord: .infinity).numbers == [4])
    #expect(norm(v, ord: .minusInfinity).numbers == [3])
    #expect(norm(v, ord: 0).numbers == [2])
    #expect(near(norm(v, ord: 3).numbers, [4.497941445275415]))
    #expect(norm(a, ord: 1, axis: [0, 1]).numbers == [10])
    #expect(norm(a, ord: .infinity, axis: [0, 1]).numbers == [9])
    #expect(near(norm(a, ord: .nuclear, axis: [0, 1]).numbers, [9.055385138137417]))
    #expect(near(norm(a).numbers, [8.366600265340756]))
    #expect(norm(a, axis: 1, keepdims: true).shape == [2, 1])
    #expect(norm(complex(t([3]), t([4]))).numbers == [5])
    #expect(near(normalize(v).numbers, [0.6, -0.8]))
    #expect(normalize(t([0, 0])).numbers == [0, 0])
    #expect(cdist(t([0, 0], [1, 2]), t([3, 4, 0, 1], [2, 2])).numbers == [5, 1])
    #expect(throws: TensorError.self) { try checking { det(t([1, 2, 3], [1, 3])) } }
  }
}
