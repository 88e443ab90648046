import ConformanceKit
import Testing

@testable import Touchstone

@Suite struct ProgramTransformTests {
  /// x·y·y for numbers, and y beside it; k is an integer.
  private let product = """
    func.func @main(%x: tensor<f64>, %k: tensor<i32>, %y: tensor<f64>) -> (tensor<f64>, tensor<f64>) {
      %0 = stablehlo.multiply %x, %y : tensor<f64>
      %1 = stablehlo.multiply %0, %y : tensor<f64>
      return %1, %y : tensor<f64>, tensor<f64>
    }
    """
  private let square = """
    func.func @main(%x: tensor<3xf64>) -> tensor<3xf64> {
      %0 = stablehlo.multiply %x, %x : tensor<3xf64>
      return %0 : tensor<3xf64>
    }
    """

  /// What `program` gives, after having gone through its text.
  private func run(_ program: Program, _ x: [[Double]]) throws -> [[Double]] {
    let read = try Program(text: program.text())
    let types = try #require(read.main).block.parameters
    let arguments = zip(types, x).map { type, numbers in
      type.dtype == .i32
        ? HostTensor(type, signed: numbers.map { Int64($0) }) : HostTensor(type, doubles: numbers)
    }
    try #require(types.count == x.count)
    return try ReferenceBackend().compile(read).run(arguments).map { try $0.host().doubles }
  }

  private func message(_ body: () throws -> Program) -> String {
    do {
      _ = try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `grad gives the gradients of the arguments asked for, in that order`() throws {
    let program = try Program(text: product)
    let x: [[Double]] = [[2], [7], [3]]
    #expect(try run(program.grad(), x) == [[9], [12]])
    #expect(try run(program.grad(argnums: [2, 0]), x) == [[12], [9]])
    #expect(try run(program.grad(argnums: [-1]), x) == [[12]])
    #expect(try run(program.grad(argnums: [-3, 2]), x) == [[9], [12]])
    #expect(try run(program.grad(argnums: [0, 0, -3]), x) == [[9], [9], [9]])
    #expect(try run(program.grad(argnums: []), x) == [])
  }

  @Test func `grad gives the results first if asked, and takes a cotangent if asked`() throws {
    let program = try Program(text: product)
    #expect(try run(program.grad(value: true), [[2], [7], [3]]) == [[18], [3], [9], [12]])
    #expect(try run(program.grad(cotangent: true), [[2], [7], [3], [10]]) == [[90], [120]])
    let rows = try Program(text: square)
    #expect(
      try run(rows.grad(value: true, cotangent: true), [[1, 2, 3], [1, 0, -1]])
        == [[1, 4, 9], [2, 0, -6]])
  }

  @Test func `grad says what it cannot differentiate`() throws {
    let program = try Program(text: product)
    #expect(message { try program.grad(argnums: [1]) }.contains("argument 1 is of i32"))
    #expect(message { try program.grad(argnums: [3]) }.contains("@main has 3 arguments"))
    #expect(message { try program.grad(argnums: [-4]) }.contains("argument -4"))
    let rows = try Program(text: square)
    let isNoScalar = message { try rows.grad() }
    #expect(isNoScalar.contains("must be a scalar") && isNoScalar.contains("--cotangent"))
    let integer = try Program(
      text: "func.func @main(%k: tensor<i32>) -> tensor<i32> { return %k : tensor<i32> }")
    #expect(message { try integer.grad() }.contains("of real or complex numbers, it is i32[]"))
    let none = try Program(text: "func.func @main(%k: tensor<f64>) { return }")
    #expect(message { try none.grad() }.contains("of real or complex numbers; @main gives none"))
    let two = try Program(
      text: """
        func.func @f(%k: tensor<f64>) -> tensor<f64> { return %k : tensor<f64> }
        func.func @g(%k: tensor<f64>) -> tensor<f64> { return %k : tensor<f64> }
        """)
    for transformed in [{ try two.grad() }, { try two.jvp() }, { try two.vmap(axisSize: 2) }] {
      #expect(message(transformed).contains("no function @main"))
    }
  }

  @Test func `jvp takes tangents after the arguments and gives them after the results`() throws {
    let program = try Program(text: product)
    let results = try run(program.jvp(), [[2], [7], [3], [1], [10]])
    #expect(results == [[18], [3], [9 + 120], [10]])
  }

  @Test func `vmap puts the mapped axis where it is asked for`() throws {
    let text = """
      func.func @main(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
        %0 = stablehlo.subtract %x, %y : tensor<2xf64>
        return %0 : tensor<2xf64>
      }
      """
    let program = try Program(text: text)
    let pairs: [Double] = [1, 2, 3, 4, 5, 6]
    #expect(
      try run(program.vmap(axisSize: 3), [pairs, [1, 1, 1, 1, 1, 1]]) == [[0, 1, 2, 3, 4, 5]])
    #expect(
      try run(program.vmap(inAxes: [0, nil], axisSize: 3), [pairs, [1, 2]]) == [[0, 0, 2, 2, 4, 4]])
    #expect(
      try run(program.vmap(inAxes: [-1, nil], axisSize: 3), [pairs, [0, 0]]) == [
        [1, 4, 2, 5, 3, 6]
      ])
    #expect(
      try run(program.vmap(inAxes: [nil, nil], axisSize: 2), [[1, 2], [0, 1]]) == [[1, 1, 1, 1]])
  }

  @Test func `a batch may have one member or none`() throws {
    let program = try Program(text: square)
    #expect(try run(program.vmap(axisSize: 1), [[1, 2, 3]]) == [[1, 4, 9]])
    let empty = try program.vmap(axisSize: 0)
    #expect(empty.main?.block.resultTypes == [TensorType(.f64, [0, 3])])
    #expect(try run(empty, [[]]) == [[]])
    #expect(try run(program.vmap(inAxes: [nil], axisSize: 0), [[1, 2, 3]]) == [[]])
  }

  @Test func `vmap says what it cannot map over`() throws {
    let program = try Program(text: square)
    #expect(
      message { try program.vmap(inAxes: [0, 0], axisSize: 2) }.contains("expected 1 in axes"))
    #expect(message { try program.vmap(inAxes: [2], axisSize: 2) }.contains("mapped axis at 2"))
    #expect(message { try program.vmap(inAxes: [-3], axisSize: 2) }.contains("mapped axis at -3"))
    #expect(message { try program.vmap(axisSize: -1) }.contains("must not be negative, got -1"))
    #expect(message { try program.vmap(axisSize: Int.max) }.contains("too many elements"))
  }

  @Test func `transformed programs are transformed again`() throws {
    let cube = try Program(
      text: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          %0 = stablehlo.multiply %x, %x : tensor<f64>
          %1 = stablehlo.multiply %0, %x : tensor<f64>
          return %1 : tensor<f64>
        }
        """)
    let gradient = try Program(text: try cube.grad().text())
    #expect(try run(gradient.grad(), [[2]]) == [[12]])
    #expect(try run(gradient.jvp(), [[2], [10]]) == [[12], [120]])
    #expect(try run(gradient.vmap(axisSize: 3), [[1, 2, 3]]) == [[3, 12, 27]])
    let third = try Program(text: try gradient.grad().text())
    #expect(try run(third.grad(), [[2]]) == [[6]])
    let both = try Program(text: try cube.vmap(axisSize: 2).text())
    #expect(try run(both.grad(cotangent: true), [[1, 2], [1, 10]]) == [[3, 120]])
  }

  /// x after `count` multiplications by itself as it was, where a step also counts in integers.
  private func loop(_ count: Int) -> String {
    """
    func.func @main(%x: tensor<f64>) -> tensor<f64> {
      %zero = stablehlo.constant dense<0> : tensor<i32>
      %one = stablehlo.constant dense<1> : tensor<i32>
      %start = stablehlo.constant dense<1.0> : tensor<f64>
      %r:2 = stablehlo.while(%i = %zero, %v = %start) : tensor<i32>, tensor<f64>
      cond {
        %limit = stablehlo.constant dense<\(count)> : tensor<i32>
        %c = stablehlo.compare LT, %i, %limit, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %c : tensor<i1>
      } do {
        %j = stablehlo.add %i, %one : tensor<i32>
        %w = func.call @step(%v, %x) : (tensor<f64>, tensor<f64>) -> tensor<f64>
        stablehlo.return %j, %w : tensor<i32>, tensor<f64>
      }
      return %r#1 : tensor<f64>
    }
    func.func private @step(%v: tensor<f64>, %x: tensor<f64>) -> tensor<f64> {
      %0 = stablehlo.multiply %v, %x : tensor<f64>
      return %0 : tensor<f64>
    }
    """
  }

  @Test func `loops that count and the functions they call are transformed`() throws {
    let program = try Program(text: loop(3))
    #expect(try run(program.grad(value: true), [[2]]) == [[8], [12]])
    #expect(try run(program.jvp(), [[2], [10]]) == [[8], [120]])
    #expect(try run(program.vmap(axisSize: 2), [[2, 3]]) == [[8, 27]])
    let gradient = try Program(text: try program.grad().text())
    #expect(try run(gradient.grad(), [[2]]) == [[12]])
    #expect(try run(gradient.jvp(), [[2], [1]]) == [[12], [12]])
    #expect(try run(gradient.vmap(axisSize: 2), [[2, 3]]) == [[12, 27]])
    let never = try Program(text: loop(0))
    #expect(try run(never.grad(value: true), [[2]]) == [[1], [0]])
    // One whose state is all carried leaves nothing to be stacked.
    let once = try Program(text: loop(1))
    #expect(try run(once.grad(), [[2]]) == [[1]])
  }

  @Test func `an operation without a derivative says what to do instead`() throws {
    let program = try Program(
      text: """
        sdy.mesh @mesh = <["x"=2]>
        func.func @main(%x: tensor<f32>) -> tensor<f32> {
          %0 = sdy.manual_computation(%x) in_shardings=[<@mesh, []>] out_shardings=[<@mesh, []>] manual_axes={"x"} (%y: tensor<f32>) {
            %1 = stablehlo.sine %y : tensor<f32>
            sdy.return %1 : tensor<f32>
          } : (tensor<f32>) -> tensor<f32>
          return %0 : tensor<f32>
        }
        """)
    #expect(
      message { try program.grad() }.contains(
        "no derivative rule; differentiate before the program is divided among devices"))
  }

  @Test func `a loop without an evident end is differentiated forward only`() throws {
    let text = """
      func.func @main(%x: tensor<f64>) -> tensor<f64> {
        %r = stablehlo.while(%v = %x) : tensor<f64>
        cond {
          %limit = stablehlo.constant dense<100.0> : tensor<f64>
          %c = stablehlo.compare LT, %v, %limit, FLOAT : (tensor<f64>, tensor<f64>) -> tensor<i1>
          stablehlo.return %c : tensor<i1>
        } do {
          %w = stablehlo.multiply %v, %v : tensor<f64>
          stablehlo.return %w : tensor<f64>
        }
        return %r : tensor<f64>
      }
      """
    let program = try Program(text: text)
    #expect(try run(program.jvp(), [[3], [1]]) == [[6561], [8 * 2187]])
    let refused = message { try program.grad() }
    #expect(refused.contains("while loop at line 2 is differentiated in reverse only if"))
    #expect(
      refused.contains("goes on by compare LT(f64[], f64[]). Use forward mode (touchstone jvp"))
    let named = try Program(text: text, file: "loop.mlir", firstLine: 11)
    #expect(message { try named.grad() }.contains("while loop at loop.mlir:12 is"))
    #expect(named == program)
    #expect(try run(program.vmap(axisSize: 2), [[3, 200]]) == [[6561, 200]])
  }

  @Test func `the second derivative of a modulus goes through it`() throws {
    let text = """
      func.func @main(%z: tensor<complex<f64>>) -> tensor<f64> {
        %0 = stablehlo.abs %z : (tensor<complex<f64>>) -> tensor<f64>
        return %0 : tensor<f64>
      }
      """
    let gradient = try Program(text: try Program(text: text).grad().text())
    let forward = try Program(text: try gradient.jvp().text())
    let type = TensorType(.complex128)
    let z = HostTensor(type, complexes: [WideComplex(3, 4)])
    let dz = HostTensor(type, complexes: [WideComplex(0, 1)])
    let results = try ReferenceBackend().compile(forward).run([z, dz]).map { try $0.host() }
    guard case .complex(let values) = results[1].wide else { return }
    // d(conj(z)/|z|) for dz = i: conj(i)/5 - conj(z)·4/125.
    #expect(abs(values[0].real + 12.0 / 125) < 1e-15)
    #expect(abs(values[0].imaginary + 1.0 / 5 - 16.0 / 125) < 1e-15)
  }

  @Test func `factorizations of our own become composites of what others know`() throws {
    let types = [TensorType(.f64, [2, 4, 3])]
    let block = try Recorder.record(types) { x in
      let (u, s, vh) = svd(x[0], fullMatrices: false)
      let (q, r) = qr(x[0])
      let (packed, pivots, permutation) = lu(x[0])
      return [u, s, vh, q, r, packed, pivots, permutation]
    }
    let square = [TensorType(.f64, [2, 3, 3])]
    let eigen = try Recorder.record(square) { x in
      let (w, v) = eigh(x[0])
      let (values, vectors) = eig(x[0])
      return [w, v, values, vectors]
    }
    for block in [block, eigen] {
      let expanded = Program(main: try block.expanded())
      let text = expanded.text()
      let others = text.split(separator: "\n").filter { !$0.contains("stablehlo.composite") }
      #expect(!others.contains { $0.contains("touchstone.") })
      let numbers = (0..<block.parameters[0].count).map { Double($0) * 2.3 + 1 }
      let sines = numbers.map { Exact.sine($0, FloatFormat(11, 52)) }
      let x = HostTensor(block.parameters[0], doubles: sines)
      let backend = ReferenceBackend()
      let ours = try backend.compile(Program(main: block)).run([x]).map { try $0.host() }
      let theirs = try backend.compile(Program(text: text)).run([x]).map { try $0.host() }
      #expect(ours == theirs)
    }
  }

  @Test func `tuples are refused, never dropped`() throws {
    let gives = try Program(
      text: """
        func.func @main(%x: tensor<2xf32>) -> tuple<tensor<2xf32>> {
          %0 = stablehlo.tuple %x : tuple<tensor<2xf32>>
          return %0 : tuple<tensor<2xf32>>
        }
        """)
    let takes = try Program(
      text: """
        func.func @main(%x: tuple<tensor<2xf32>>) -> tensor<2xf32> {
          %0 = stablehlo.get_tuple_element %x[0] : (tuple<tensor<2xf32>>) -> tensor<2xf32>
          return %0 : tensor<2xf32>
        }
        """)
    for program in [gives, takes] {
      let errors = [
        #expect(throws: TensorError.self) { try program.jvp() },
        #expect(throws: TensorError.self) { try program.vmap(axisSize: 2) },
      ]
      for error in errors {
        #expect(error?.message.contains("@main takes or gives a tuple") == true)
      }
    }
  }
}
