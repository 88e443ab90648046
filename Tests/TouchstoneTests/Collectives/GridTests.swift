import Testing

@testable import Touchstone

@Suite struct GridTests {
  static let functions = """
    func.func @sum(%arg0: tensor<i32>) -> tensor<i32> {
      %0 = "stablehlo.all_reduce"(%arg0) ({
        ^bb0(%a: tensor<i32>, %b: tensor<i32>):
          %1 = stablehlo.add %a, %b : tensor<i32>
          stablehlo.return %1 : tensor<i32>
      }) {
        replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>
      } : (tensor<i32>) -> tensor<i32>
      func.return %0 : tensor<i32>
    }
    func.func @gather(%arg0: tensor<i32>) -> tensor<i32> {
      %0 = stablehlo.reshape %arg0 : (tensor<i32>) -> tensor<1xi32>
      %1 = "stablehlo.all_gather"(%0) {
        all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>
      } : (tensor<1xi32>) -> tensor<2xi32>
      func.return %arg0 : tensor<i32>
    }
    func.func @nothing(%arg0: tensor<i32>) -> tensor<i32> {
      func.return %arg0 : tensor<i32>
    }
    func.func @fails(%arg0: tensor<i32>) -> tensor<i32> {
      check.expect_eq_const %arg0, dense<-1> : tensor<i32>
      func.return %arg0 : tensor<i32>
    }
    func.func @receives(%arg0: tensor<i32>) -> tensor<i32> {
      %token = stablehlo.create_token : !stablehlo.token
      %0:2 = "stablehlo.recv"(%token) {
        channel_handle = #stablehlo.channel_handle<handle = 5, type = 1>, is_host_transfer = false
      } : (!stablehlo.token) -> (tensor<i32>, !stablehlo.token)
      func.return %0#0 : tensor<i32>
    }
    func.func @loops(%arg0: tensor<i32>) -> tensor<i32> {
      %zero = stablehlo.constant dense<0> : tensor<i32>
      %one = stablehlo.constant dense<1> : tensor<i32>
      %ten = stablehlo.constant dense<10> : tensor<i32>
      %0:2 = stablehlo.while(%i = %zero, %s = %arg0) : tensor<i32>, tensor<i32>
      cond {
        %1 = stablehlo.compare LT, %i, %ten : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %1 : tensor<i1>
      } do {
        %1 = func.call @sum(%s) : (tensor<i32>) -> tensor<i32>
        %2 = stablehlo.add %i, %one : tensor<i32>
        stablehlo.return %2, %1 : tensor<i32>, tensor<i32>
      }
      func.return %0#1 : tensor<i32>
    }
    """
  func grid(_ programs: String) -> String {
    """
    \(Self.functions)
    func.func @main(%a: tensor<i32>, %b: tensor<i32>) -> (tensor<i32>, tensor<i32>) {
      %0:2 = "interpreter.run_parallel"(%a, %b) {programs = \(programs)}
        : (tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>)
      func.return %0#0, %0#1 : tensor<i32>, tensor<i32>
    }
    """
  }
  let arguments = [1, 2].map { HostTensor(TensorType(.i32), signed: [$0]) }

  @Test func `processes meet as often as they like`() throws {
    // 1 and 2 give 3 and 3, which double nine times.
    let results = try run(grid("[[@loops], [@loops]]"), arguments)
    #expect(results.map(\.signedIntegers) == [[1536], [1536]])
  }

  @Test func `who waits for one that has ended is told so`() {
    let error = violation(grid("[[@sum], [@nothing]]"), arguments)
    #expect(error?.clause == "S3")
    #expect(
      error?.message == "no process can go on: (replica 0, partition 0) waits in all_reduce for "
        + "(replica 1, partition 0); (replica 1, partition 0) has ended")
  }

  @Test func `who waits in different operations is told so`() {
    let error = violation(grid("[[@sum], [@gather]]"), arguments)
    #expect(error?.message.contains("(replica 0, partition 0) waits in all_reduce") == true)
    #expect(error?.message.contains("(replica 1, partition 0) waits in all_gather") == true)
  }

  @Test func `who waits for a message nobody sends is told so`() {
    let error = violation(grid("[[@receives], [@nothing]]"), arguments)
    #expect(error?.message.contains("waits in recv on channel 5 for a message") == true)
  }

  @Test func `the failure of one process is the failure of all`() {
    for programs in ["[[@sum], [@fails]]", "[[@fails], [@sum]]", "[[@fails, @nothing]]"] {
      let error = violation(grid(programs), arguments)
      #expect(error?.operation == "check.expect_eq_const")
      #expect(error?.message.hasPrefix("in process (replica ") == true)
    }
  }

  @Test func `outside of a grid, a group of more than one process says what to do`() {
    let text = """
      \(Self.functions)
      func.func @main(%a: tensor<i32>) -> tensor<i32> {
        %0 = func.call @sum(%a) : (tensor<i32>) -> tensor<i32>
        func.return %0 : tensor<i32>
      }
      """
    let error = violation(text, [arguments[0]])
    #expect(error?.message.contains("interpreter.run_parallel") == true)
  }

  @Test func `processes take what is fed in in the order of their turns`() throws {
    let text = """
      func.func @one() -> tensor<i32> {
        %0 = stablehlo.constant dense<1> : tensor<i32>
        func.return %0 : tensor<i32>
      }
      func.func @two() -> tensor<i32> {
        %0 = stablehlo.constant dense<2> : tensor<i32>
        func.return %0 : tensor<i32>
      }
      func.func @take() -> (tensor<i32>, !stablehlo.token) {
        %token = stablehlo.create_token : !stablehlo.token
        %0:2 = "stablehlo.infeed"(%token) : (!stablehlo.token) -> (tensor<i32>, !stablehlo.token)
        func.return %0#0, %0#1 : tensor<i32>, !stablehlo.token
      }
      func.func @main() -> (tensor<i32>, tensor<i32>, tensor<i32>) {
        %0:6 = "interpreter.run_parallel"() {
          infeed = [@two, @one, @two], programs = [[@take, @take, @take]]
        } : () -> (tensor<i32>, !stablehlo.token, tensor<i32>, !stablehlo.token, tensor<i32>, !stablehlo.token)
        %1 = stablehlo.after_all %0#1, %0#3, %0#5 : !stablehlo.token
        func.return %0#0, %0#2, %0#4 : tensor<i32>, tensor<i32>, tensor<i32>
      }
      """
    for _ in 0..<20 {
      #expect(try run(text).map(\.signedIntegers) == [[2], [1], [2]])
    }
    // The same grid evaluated by itself: the functions that feed are compiled when they are met.
    let grid = try #require(Program(text: text).main?.block.equations.first?.operation)
    let results = try checking { bind(grid, []) }
    #expect(try [0, 2, 4].map { try results[$0].host().signedIntegers } == [[2], [1], [2]])
  }

  @Test func `a grid of a thousand processes is no trouble`() throws {
    let row = Array(repeating: "@id", count: 1000).joined(separator: ", ")
    let types = Array(repeating: "tensor<ui32>", count: 1000).joined(separator: ", ")
    let text = """
      func.func @id() -> tensor<ui32> {
        %0 = stablehlo.partition_id : tensor<ui32>
        func.return %0 : tensor<ui32>
      }
      func.func @main() -> tensor<ui32> {
        %0:1000 = "interpreter.run_parallel"() {programs = [[\(row)]]} : () -> (\(types))
        func.return %0#999 : tensor<ui32>
      }
      """
    #expect(try run(text)[0].unsignedIntegers == [999])
  }
}
