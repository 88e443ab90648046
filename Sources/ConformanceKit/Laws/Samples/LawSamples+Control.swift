import Touchstone

extension LawSamples {
  static let control: [LawSample] = branches + calls + passing + draws

  private static func number(_ value: Int) -> @Sendable (Draw) -> [Tensor] {
    { [$0.these([value], []), $0.numbers([3])] }
  }

  private static let caseText = """
    func.func @main(%i: tensor<i32>, %x: tensor<3xf64>) -> tensor<3xf64> {
      %0 = "stablehlo.case"(%i) ({
        %1 = stablehlo.sine %x : tensor<3xf64>
        stablehlo.return %1 : tensor<3xf64>
      }, {
        %1 = stablehlo.multiply %x, %x : tensor<3xf64>
        stablehlo.return %1 : tensor<3xf64>
      }, {
        stablehlo.return %x : tensor<3xf64>
      }) : (tensor<i32>) -> tensor<3xf64>
      return %0 : tensor<3xf64>
    }
    """

  private static let branches: [LawSample] = [
    LawSample("case", "the first", program: caseText, at: number(0)),
    LawSample("case", "the second", program: caseText, at: number(1)),
    LawSample("case", "out of range", program: caseText, at: number(-4)),
    LawSample(
      "if",
      program: """
        func.func @main(%p: tensor<i1>, %x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
          %0 = "stablehlo.if"(%p) ({
            %1 = stablehlo.multiply %x, %y : tensor<3xf64>
            stablehlo.return %1 : tensor<3xf64>
          }, {
            %1 = stablehlo.exponential %y : tensor<3xf64>
            stablehlo.return %1 : tensor<3xf64>
          }) : (tensor<i1>) -> tensor<3xf64>
          return %0 : tensor<3xf64>
        }
        """, at: { [$0.flags([]), $0.numbers([3]), $0.numbers([3])] }),
    LawSample(
      "while", "counted",
      program: """
        func.func @main(%x: tensor<2xf64>, %w: tensor<2xf64>) -> tensor<2xf64> {
          %zero = stablehlo.constant dense<0> : tensor<i32>
          %one = stablehlo.constant dense<1> : tensor<i32>
          %end = stablehlo.constant dense<3> : tensor<i32>
          %0:2 = stablehlo.while(%i = %zero, %y = %x) : tensor<i32>, tensor<2xf64>
          cond {
            %1 = stablehlo.compare LT, %i, %end : (tensor<i32>, tensor<i32>) -> tensor<i1>
            stablehlo.return %1 : tensor<i1>
          } do {
            %1 = stablehlo.add %i, %one : tensor<i32>
            %2 = stablehlo.multiply %y, %w : tensor<2xf64>
            %3 = stablehlo.sine %2 : tensor<2xf64>
            stablehlo.return %1, %3 : tensor<i32>, tensor<2xf64>
          }
          return %0#1 : tensor<2xf64>
        }
        """, at: { [$0.numbers([2]), $0.numbers([2])] }),
    // Nobody knows how often it runs, so it has tangents alone.
    LawSample(
      "while", "until a value is reached",
      without: [.adjoint, .secondOrder, .linearity, .transposeTwice, .vmapOfVJP],
      program: """
        func.func @main(%x: tensor<f64>) -> tensor<f64> {
          %end = stablehlo.constant dense<5.0e+01> : tensor<f64>
          %0 = stablehlo.while(%y = %x) : tensor<f64>
          cond {
            %1 = stablehlo.compare LT, %y, %end : (tensor<f64>, tensor<f64>) -> tensor<i1>
            stablehlo.return %1 : tensor<i1>
          } do {
            %1 = stablehlo.multiply %y, %y : tensor<f64>
            stablehlo.return %1 : tensor<f64>
          }
          return %0 : tensor<f64>
        }
        """, at: { [$0.scalar(in: 1.5...3)] }),
  ]

  private static let calls: [LawSample] = [
    LawSample(
      "call",
      program: """
        func.func @main(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
          %0 = func.call @f(%y, %x) : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
          return %0 : tensor<2xf64>
        }
        func.func private @f(%x: tensor<2xf64>, %y: tensor<2xf64>) -> tensor<2xf64> {
          %0 = stablehlo.sine %x : tensor<2xf64>
          %1 = stablehlo.multiply %0, %y : tensor<2xf64>
          return %1 : tensor<2xf64>
        }
        """, at: { [$0.numbers([2]), $0.numbers([2])] }),
    LawSample(
      "composite",
      program: """
        func.func @main(%x: tensor<2xf64>) -> tensor<2xf64> {
          %0 = stablehlo.composite "example.f" %x {
            composite_attributes = {n = 2 : i64}, decomposition = @f
          } : (tensor<2xf64>) -> tensor<2xf64>
          return %0 : tensor<2xf64>
        }
        func.func private @f(%x: tensor<2xf64>) -> tensor<2xf64> {
          %0 = stablehlo.tanh %x : tensor<2xf64>
          %1 = stablehlo.multiply %0, %x : tensor<2xf64>
          return %1 : tensor<2xf64>
        }
        """, at: { [$0.numbers([2])] }),
    LawSample(
      "custom_call",
      program: """
        func.func @main(%x: tensor<2xf64>) -> tensor<2xf64> {
          %0 = stablehlo.custom_call @Sharding(%x) {backend_config = ""}
            : (tensor<2xf64>) -> tensor<2xf64>
          return %0 : tensor<2xf64>
        }
        """, at: { [$0.numbers([2])] }),
  ]

  private static let pair = """
    func.func @main(%x: tensor<2xf64>, %y: tensor<3xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
      %0 = stablehlo.tuple %x, %y : tuple<tensor<2xf64>, tensor<3xf64>>
      %1 = stablehlo.get_tuple_element %0[0]
        : (tuple<tensor<2xf64>, tensor<3xf64>>) -> tensor<2xf64>
      %2 = stablehlo.get_tuple_element %0[1]
        : (tuple<tensor<2xf64>, tensor<3xf64>>) -> tensor<3xf64>
      %3 = stablehlo.multiply %1, %x : tensor<2xf64>
      return %3, %2 : tensor<2xf64>, tensor<3xf64>
    }
    """

  private static let passing: [LawSample] = [
    LawSample(
      "probe",
      program: """
        func.func @main(%x: tensor<2xf64>) -> tensor<2xf64> {
          %0 = "interpreter.probe"(%x) {probe_id = "here"} : (tensor<2xf64>) -> tensor<2xf64>
          return %0 : tensor<2xf64>
        }
        """, at: { [$0.numbers([2])] }),
    LawSample("tuple", program: pair, at: { [$0.numbers([2]), $0.numbers([3])] }),
    LawSample("get_tuple_element", program: pair, at: { [$0.numbers([2]), $0.numbers([3])] }),
    LawSample(
      "optimization_barrier",
      program: """
        func.func @main(%x: tensor<2xf64>, %y: tensor<3xf64>) -> (tensor<2xf64>, tensor<3xf64>) {
          %0:2 = stablehlo.optimization_barrier %x, %y : tensor<2xf64>, tensor<3xf64>
          return %0#0, %0#1 : tensor<2xf64>, tensor<3xf64>
        }
        """, at: { [$0.numbers([2]), $0.numbers([3])] }),
    LawSample(
      "sharding_constraint",
      program: """
        sdy.mesh @mesh = <["x"=2]>
        func.func @main(%x: tensor<4xf64>) -> tensor<4xf64> {
          %0 = sdy.sharding_constraint %x <@mesh, [{"x"}]> : tensor<4xf64>
          return %0 : tensor<4xf64>
        }
        """, at: { [$0.numbers([4])] }),
  ]

  private static func drawing(_ distribution: String) -> String {
    """
    func.func @main(%a: tensor<f64>, %b: tensor<f64>) -> tensor<5xf64> {
      %s = stablehlo.constant dense<[5]> : tensor<1xi64>
      %0 = stablehlo.rng %a, %b, %s, distribution = \(distribution)
        : (tensor<f64>, tensor<f64>, tensor<1xi64>) -> tensor<5xf64>
      return %0 : tensor<5xf64>
    }
    """
  }

  private static let draws: [LawSample] = [
    LawSample(
      "rng", "uniform", program: drawing("UNIFORM"),
      at: { [$0.scalar(in: -1...0), $0.scalar(in: 1...2)] }),
    LawSample(
      "rng", "normal", program: drawing("NORMAL"),
      at: { [$0.scalar(), $0.scalar(in: 1...2)] }),
  ]
}
