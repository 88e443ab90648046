import NumPy
import Testing

@Suite struct ContractionTests {
  let a = t([1, 2, 3, 4, 5, 6], [2, 3])
  let b = t([1, 0, 2, 1, 0, 3], [3, 2])

  @Test func `matrices and vectors of any rank multiply`() {
    #expect(matmul(a, b).numbers == [5, 11, 14, 23])
    #expect(matmul(a, t([1, 1, 1])).numbers == [6, 15])
    #expect(matmul(t([1, 1]), a).numbers == [5, 7, 9])
    #expect(matmul(t([1, 2]), t([3, 4])).numbers == [11])
    let batch = broadcastTo(a, [5, 1, 2, 3])
    #expect(matmul(batch, broadcastTo(b, [4, 3, 2])).shape == [5, 4, 2, 2])
    #expect(matmul(batch, broadcastTo(b, [4, 3, 2]))[4, 3].numbers == [5, 11, 14, 23])
    #expect(matmul(batch, b).shape == [5, 1, 2, 2])
    #expect(matmul(batch, t([1, 1, 1])).shape == [5, 1, 2])
    #expect(matmul(t([1, 2]), broadcastTo(a, [4, 2, 3])).shape == [4, 3])
    #expect(matmul(i([1, 2]), t([3, 4])).dtype == .f64)
    #expect(throws: TensorError.self) { try checking { matmul(a, a) } }
    #expect(throws: TensorError.self) { try checking { matmul(Tensor(1.0), a) } }
  }

  @Test func `the older products`() {
    #expect(dot(a, b).numbers == [5, 11, 14, 23])
    #expect(dot(Tensor(2.0), a).numbers == [2, 4, 6, 8, 10, 12])
    #expect(dot(a, broadcastTo(b, [4, 3, 2])).shape == [2, 4, 2])
    #expect(vdot(complex(t([0]), t([1])), complex(t([0]), t([1]))).numbers == [1, 0])
    #expect(inner(a, a).numbers == [14, 32, 32, 77])
    #expect(outer(t([1, 2]), t([3, 4])).numbers == [3, 4, 6, 8])
    #expect(tensordot(a, b, axes: 1).numbers == [5, 11, 14, 23])
    #expect(tensordot(a, a, axes: ([0, 1], [0, 1])).numbers == [91])
    #expect(tensordot(a, a, axes: 0).shape == [2, 3, 2, 3])
    #expect(kron(t([1, 2]), t([1, 10])).numbers == [1, 10, 2, 20])
    #expect(cross(t([1, 0, 0]), t([0, 1, 0])).numbers == [0, 0, 1])
    #expect(cross(t([1, 2]), t([3, 4])).numbers == [-2])
    #expect(cross(t([1, 2]), t([3, 4, 5])).numbers == [10, -5, -2])
    #expect(multiDot([t([1, 1]), a, b]).numbers == [19, 34])
  }

  @Test func `subscripts say which axes run together`() {
    #expect(einsum("ij,jk->ik", a, b).numbers == [5, 11, 14, 23])
    #expect(einsum("ij,jk", a, b).numbers == [5, 11, 14, 23])
    #expect(einsum("ji", a).numbers == [1, 4, 2, 5, 3, 6])
    #expect(einsum("ij->", a).numbers == [21])
    #expect(einsum("ij->j", a).numbers == [5, 7, 9])
    #expect(einsum("ii->i", a[everything, ..<2]).numbers == [1, 5])
    #expect(einsum("ii", a[everything, ..<2]).numbers == [6])
    #expect(einsum("i,j->ij", t([1, 2]), t([3, 4])).numbers == [3, 4, 6, 8])
    #expect(einsum("i,i->i", t([1, 2]), t([3, 4])).numbers == [3, 8])
    #expect(einsum("...ij,...jk->...ik", broadcastTo(a, [4, 2, 3]), b).shape == [4, 2, 2])
    #expect(einsum("...i,i", broadcastTo(a, [4, 2, 3]), t([1, 0, 0])).shape == [4, 2])
    #expect(einsum("i...->...", a).numbers == [5, 7, 9])
    #expect(einsum("ij, jk, kl -> il", a, b, a).numbers == [49, 65, 81, 106, 143, 180])
    #expect(einsum("ij,ij->", a, a).numbers == [91])
    #expect(einsum(",ij->ji", Tensor(2.0), a).shape == [3, 2])
    #expect(einsum("ij,kj->", a, a).numbers == [155])
    #expect(einsum("iij->j", reshape(arange(8), [2, 2, 2])).integers == [6, 8])
  }

  @Test func `wrong subscripts say why`() {
    func message(_ text: String, _ x: Tensor...) -> String {
      (#expect(throws: TensorError.self) { try checking { einsum(text, x) } })?.message ?? ""
    }
    #expect(message("ij", t([1])) == "\"ij\" names 2 axes of 1")
    #expect(message("i,i", t([1, 2])) == "\"i,i\" is for 2 operands, not for 1")
    #expect(message("i,i", t([1, 2]), t([1, 2, 3])) == "\"i,i\" pairs axes of the sizes 2 and 3")
    #expect(message("i->j", t([1])) == "\"i->j\" has an axis in the result that no operand has")
    #expect(message("i->ii", t([1])) == "\"i->ii\" has an axis twice in the result")
    #expect(message("1", t([1])) == "\"1\" in \"1\" is no letter")
  }

  @Test func `signals are convolved, correlated, differentiated and integrated`() {
    #expect(convolve(t([1, 2, 3]), t([0, 1, 0.5])).numbers == [0, 1, 2.5, 4, 1.5])
    #expect(convolve(t([1, 2, 3]), t([0, 1, 0.5]), mode: .same).numbers == [1, 2.5, 4])
    #expect(convolve(t([1, 2, 3]), t([0, 1, 0.5]), mode: .valid).numbers == [2.5])
    #expect(correlate(t([1, 2, 3]), t([0, 1, 0.5])).numbers == [3.5])
    #expect(correlate(t([1, 2, 3]), t([0, 1, 0.5]), mode: .full).numbers == [0.5, 2, 3.5, 3, 0])
    #expect(diff(t([1, 4, 9])).numbers == [3, 5])
    #expect(diff(t([1, 4, 9]), n: 2).numbers == [2])
    #expect(diff(a, axis: 0).numbers == [3, 3, 3])
    #expect(diff(t([1]), prepend: 0).numbers == [1])
    #expect(gradient(t([1, 4, 9])).numbers == [3, 4, 5])
    #expect(trapezoid(t([1, 2, 3])).numbers == [4])
    #expect(trapezoid(t([1, 3]), x: t([0, 2])).numbers == [4])
    #expect(polyval(t([1, 2, 3]), t([0, 2])).numbers == [3, 11])
    #expect(polyder(t([1, 2, 3])).numbers == [2, 2])
    #expect(polyadd(t([1]), t([1, 1])).numbers == [1, 2])
    #expect(poly(t([1, 2])).numbers == [1, -3, 2])
  }
}
