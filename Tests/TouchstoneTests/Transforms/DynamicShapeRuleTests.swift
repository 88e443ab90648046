import ConformanceKit
import Testing

@testable import Touchstone

/// The function of a program's text.
private func function(_ text: String) throws -> @Sendable ([Tensor]) throws -> [Tensor] {
  let block = try #require(Program(text: text).main).block
  return { try block($0) }
}

/// A function of tensors and of data that says sizes.
struct SizedProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let tensors: [Tensor]
  let data: [Tensor]
  /// The arguments of the program, by name and type, and what it does.
  let text: String
  var testDescription: String { name }
}

private let checks: [SizedProgram] = [
  SizedProgram(
    name: "dynamic_reshape", tensors: [numbers([2, 3])], data: [whole([2], [3, 2])],
    text: """
      func.func @main(%x: tensor<2x3xf64>, %s: tensor<2xi32>) -> tensor<3x2xf64> {
        %0 = stablehlo.dynamic_reshape %x, %s : (tensor<2x3xf64>, tensor<2xi32>) -> tensor<3x2xf64>
        return %0 : tensor<3x2xf64>
      }
      """),
  SizedProgram(
    name: "dynamic_broadcast_in_dim", tensors: [numbers([3, 1])], data: [whole([3], [2, 4, 3])],
    text: """
      func.func @main(%x: tensor<3x1xf64>, %s: tensor<3xi32>) -> tensor<2x4x3xf64> {
        %0 = stablehlo.dynamic_broadcast_in_dim %x, %s, dims = [2, 0]
          {known_expanding_dimensions = array<i64: 1>, known_nonexpanding_dimensions = array<i64: 0>}
          : (tensor<3x1xf64>, tensor<3xi32>) -> tensor<2x4x3xf64>
        return %0 : tensor<2x4x3xf64>
      }
      """),
  SizedProgram(
    name: "dynamic_pad", tensors: [numbers([2, 3]), numbers([], 1)],
    data: [whole([2], [1, -1]), whole([2], [0, 2]), whole([2], [1, 0])],
    text: """
      func.func @main(%x: tensor<2x3xf64>, %v: tensor<f64>, %l: tensor<2xi32>, %h: tensor<2xi32>,
          %i: tensor<2xi32>) -> tensor<4x4xf64> {
        %0 = stablehlo.dynamic_pad %x, %v, %l, %h, %i : (tensor<2x3xf64>, tensor<f64>,
          tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<4x4xf64>
        return %0 : tensor<4x4xf64>
      }
      """),
  SizedProgram(
    name: "real_dynamic_slice", tensors: [numbers([4, 5])],
    data: [whole([2], [1, 0]), whole([2], [3, 5]), whole([2], [1, 2])],
    text: """
      func.func @main(%x: tensor<4x5xf64>, %a: tensor<2xi32>, %b: tensor<2xi32>,
          %c: tensor<2xi32>) -> tensor<2x3xf64> {
        %0 = stablehlo.real_dynamic_slice %x, %a, %b, %c : (tensor<4x5xf64>, tensor<2xi32>,
          tensor<2xi32>, tensor<2xi32>) -> tensor<2x3xf64>
        return %0 : tensor<2x3xf64>
      }
      """),
  SizedProgram(
    name: "dynamic_gather", tensors: [numbers([4, 3]), whole([2, 1], [3, 9])],
    data: [whole([2], [1, 2])],
    text: """
      func.func @main(%x: tensor<4x3xf64>, %i: tensor<2x1xi32>, %s: tensor<2xi32>)
          -> tensor<2x2xf64> {
        %0 = "stablehlo.dynamic_gather"(%x, %i, %s) {dimension_numbers = #stablehlo.gather<
          offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0],
          index_vector_dim = 1>, indices_are_sorted = false}
          : (tensor<4x3xf64>, tensor<2x1xi32>, tensor<2xi32>) -> tensor<2x2xf64>
        return %0 : tensor<2x2xf64>
      }
      """),
  SizedProgram(
    name: "torch_index_select", tensors: [numbers([2, 3, 2]), whole([2, 2], [1, 0, 2, 7])],
    data: [],
    text: """
      func.func @main(%x: tensor<2x3x2xf64>, %i: tensor<2x2xi32>) -> tensor<2x2x2xf64> {
        %0 = "stablehlo.torch_index_select"(%x, %i) {dim = 1 : i64, batch_dims = 1 : i64}
          : (tensor<2x3x2xf64>, tensor<2x2xi32>) -> tensor<2x2x2xf64>
        return %0 : tensor<2x2x2xf64>
      }
      """),
  SizedProgram(
    name: "sizes of dimensions", tensors: [numbers([2, 3])], data: [],
    text: """
      func.func @main(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
        %0 = stablehlo.get_dimension_size %x, dim = 1 : (tensor<2x3xf64>) -> tensor<i32>
        %1 = stablehlo.set_dimension_size %x, %0, dim = 1 : (tensor<2x3xf64>, tensor<i32>)
          -> tensor<2x3xf64>
        %2 = stablehlo.convert %0 : (tensor<i32>) -> tensor<f64>
        %3 = stablehlo.broadcast_in_dim %2, dims = [] : (tensor<f64>) -> tensor<2x3xf64>
        %4 = stablehlo.multiply %1, %3 : tensor<2x3xf64>
        return %4 : tensor<2x3xf64>
      }
      """),
  SizedProgram(
    name: "dynamic_iota", tensors: [numbers([3])], data: [whole([1], [3])],
    text: """
      func.func @main(%x: tensor<3xf64>, %s: tensor<1xi32>) -> tensor<3xf64> {
        %0 = stablehlo.dynamic_iota %s, dim = 0 : (tensor<1xi32>) -> tensor<3xf64>
        %1 = stablehlo.multiply %x, %0 : tensor<3xf64>
        return %1 : tensor<3xf64>
      }
      """),
  SizedProgram(
    name: "values passed on", tensors: [numbers([2]), whole([2], [3, 4]), numbers([3], 1)],
    data: [],
    text: """
      sdy.mesh @mesh = <["x"=2]>
      func.func @main(%x: tensor<2xf64>, %i: tensor<2xi32>, %y: tensor<3xf64>)
          -> (tensor<2xf64>, tensor<2xi32>, tensor<3xf64>) {
        %0:3 = stablehlo.optimization_barrier %x, %i, %y
          : tensor<2xf64>, tensor<2xi32>, tensor<3xf64>
        %1 = sdy.sharding_constraint %0#0 <@mesh, [{"x"}]> : tensor<2xf64>
        return %1, %0#1, %0#2 : tensor<2xf64>, tensor<2xi32>, tensor<3xf64>
      }
      """),
  SizedProgram(
    name: "tuples", tensors: [numbers([2]), whole([2], [3, 4]), numbers([3], 1)], data: [],
    text: """
      func.func @main(%x: tensor<2xf64>, %i: tensor<2xi32>, %y: tensor<3xf64>)
          -> (tensor<2xf64>, tensor<2xi32>, tensor<3xf64>) {
        %0 = stablehlo.tuple %x, %i : tuple<tensor<2xf64>, tensor<2xi32>>
        %1 = stablehlo.tuple %0, %y : tuple<tuple<tensor<2xf64>, tensor<2xi32>>, tensor<3xf64>>
        %2 = stablehlo.get_tuple_element %1[0]
          : (tuple<tuple<tensor<2xf64>, tensor<2xi32>>, tensor<3xf64>>)
          -> tuple<tensor<2xf64>, tensor<2xi32>>
        %3 = stablehlo.get_tuple_element %2[0]
          : (tuple<tensor<2xf64>, tensor<2xi32>>) -> tensor<2xf64>
        %4 = stablehlo.get_tuple_element %0[1]
          : (tuple<tensor<2xf64>, tensor<2xi32>>) -> tensor<2xi32>
        %5 = stablehlo.get_tuple_element %1[1]
          : (tuple<tuple<tensor<2xf64>, tensor<2xi32>>, tensor<3xf64>>) -> tensor<3xf64>
        %6 = stablehlo.get_tuple_element %0[0]
          : (tuple<tensor<2xf64>, tensor<2xi32>>) -> tensor<2xf64>
        %7 = stablehlo.multiply %3, %6 : tensor<2xf64>
        return %7, %4, %5 : tensor<2xf64>, tensor<2xi32>, tensor<3xf64>
      }
      """),
]

@Suite struct DynamicShapeRuleTests {
  @Test(arguments: checks)
  func `the laws of derivatives and batches hold`(_ sized: SizedProgram) throws {
    let f = try function(sized.text)
    let check = RuleCheck(sized.name, sized.tensors) { try f($0 + sized.data) }
    #expect(try check.derivativeFailures() == [])
    #expect(try check.batchFailures() == [])
  }

  @Test(arguments: checks.filter { !$0.data.isEmpty })
  func `a batch needs not know the data`(_ sized: SizedProgram) throws {
    let f = try function(sized.text)
    let count = sized.tensors.count
    let members = [sized.tensors, sized.tensors.map { reverse($0, axes: Array(0..<$0.rank)) }]
    for mask in 1..<(1 << count) {
      let isMapped = (0..<count).map { mask >> $0 & 1 == 1 }
      let mapped = (0..<count).map { i in
        isMapped[i] ? Tensor.stacked(members.map { $0[i] }) : sized.tensors[i]
      }
      // While this is recorded, the data is an argument without elements.
      let (block, captured) = try Flat.record(
        { x in
          try Flat.vmap(
            { try f($0 + x[count...]) }, Array(x.prefix(count)),
            inAxes: isMapped.map { $0 ? 0 : nil }, outAxes: { _ in 0 })
        }, (mapped + sized.data).map(\.type))
      let together = try block(captured + mapped + sized.data)[0]
      for (i, member) in members.enumerated() {
        let own = zip(isMapped, zip(member, sized.tensors)).map { $0 ? $1.0 : $1.1 }
        #expect(try together.slice(i, along: 0).host() == f(own + sized.data)[0].host())
      }
    }
  }

  @Test func `data that differs between members is taken member by member`() throws {
    let f = try function(checks[3].text)
    let starts = whole([2, 2], [1, 0, 2, 0])
    let limits = whole([2, 2], [3, 5, 4, 5])
    let x = checks[3].tensors[0]
    let together = try Flat.vmap(
      { try f([x, $0[0], $0[1], checks[3].data[2]]) }, [starts, limits], inAxes: [0, 0],
      outAxes: { _ in 0 })[0]
    for i in 0..<2 {
      let own = try f(
        [x, starts.slice(i, along: 0), limits.slice(i, along: 0), checks[3].data[2]])[0]
      #expect(try together.slice(i, along: 0).host() == own.host())
    }
  }

  @Test func `a gradient that needs unknown sizes says so`() throws {
    let f = try function(checks[2].text)
    let error = #expect(throws: TensorError.self) {
      _ = try Flat.record(
        { x in
          let (values, map) = try Flat.linearize({ try f($0 + x[1...]) }, [x[0]])
          return try map.transposed([.full(values[0].type, 1)]).compactMap { $0 }
        }, (checks[2].tensors + checks[2].data).map(\.type))
    }
    #expect(error?.message.contains("known elements") == true)
  }
}
