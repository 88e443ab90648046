extension Primitives {
  /// The primitives of the area `linearAlgebra`, in alphabetical order.
  static let linearAlgebra: [any Primitive.Type] = [
    Cholesky.self,
    Eig.self,
    Eigh.self,
    Hessenberg.self,
    HouseholderProduct.self,
    HouseholderQR.self,
    LU.self,
    QR.self,
    Schur.self,
    SVD.self,
    TriangularSolve.self,
    TridiagonalSolve.self,
    Tridiagonalize.self,
  ]
}
