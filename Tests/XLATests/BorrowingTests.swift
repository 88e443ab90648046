import Testing
import Touchstone

@testable import XLABackend

/// What a plugin lacks runs on the host, between segments on the device, and counts as borrowed.
@Suite(hasPlugin) struct BorrowingTests {
  private func profiled(_ text: String, _ arguments: [HostTensor]) throws -> (
    results: [HostTensor], own: Set<String>, borrowed: Set<String>
  ) {
    let profile = Profile()
    let results = try run(text, arguments, on: xla(), RunOptions(profile: profile))
    func names(_ isOwn: Bool) -> Set<String> {
      Set(profile.entries.keys.filter { $0.isOwn == isOwn }.map(\.operation))
    }
    return (results, names(true), names(false))
  }

  @Test func `an unknown operation splits the program, and is reported`() throws {
    let text = """
      func.func @main(%x: tensor<2x2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.add %x, %x : tensor<2x2xf32>
        %1:5 = stablehlo.custom_call @lapack_sgeev_ffi(%0)
          {mhlo.backend_config = {compute_left = 78 : ui8, compute_right = 78 : ui8}}
          : (tensor<2x2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2x2xcomplex<f32>>,
            tensor<2x2xcomplex<f32>>, tensor<i32>)
        %2 = stablehlo.negate %1#0 : tensor<2xf32>
        return %2 : tensor<2xf32>
      }
      """
    let x = HostTensor(TensorType(.f32, [2, 2]), doubles: [3, 0, 0, 4])
    let (results, own, borrowed) = try profiled(text, [x])
    #expect(results == [vector([-6, -8])])
    #expect(own == ["stablehlo.add", "stablehlo.negate"])
    #expect(borrowed == ["stablehlo.custom_call"])
  }

  @Test func `a loop around it runs its body by segments`() throws {
    let text = """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %c = stablehlo.constant dense<0> : tensor<i32>
        %r:2 = stablehlo.while(%i = %c, %y = %x) : tensor<i32>, tensor<2xf32>
        cond {
          %n = stablehlo.constant dense<3> : tensor<i32>
          %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %p : tensor<i1>
        } do {
          %one = stablehlo.constant dense<1> : tensor<i32>
          %j = stablehlo.add %i, %one : tensor<i32>
          %z = stablehlo.add %y, %y : tensor<2xf32>
          %s = stablehlo.custom_call @check_nothing(%z) : (tensor<2xf32>) -> tensor<2xf32>
          stablehlo.return %j, %s : tensor<i32>, tensor<2xf32>
        }
        return %r#1 : tensor<2xf32>
      }
      """
    let x = vector([1, 2])
    let error = #expect(throws: TensorError.self) { try profiled(text, [x]) }
    #expect(error?.clause == "C2")
    let known = text.replacing(
      "stablehlo.custom_call @check_nothing(%z) : (tensor<2xf32>) -> tensor<2xf32>",
      with: "stablehlo.reduce_precision %z, format = e8m0 : tensor<2xf32>")
    let (results, own, others) = try profiled(known, [x])
    #expect(results == [vector([8, 16])])
    #expect(own.contains("stablehlo.add"))
    #expect(others == ["stablehlo.while", "stablehlo.reduce_precision"])
  }

  @Test func `dtypes that plugins lack are the host's`() throws {
    let text = """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %0 = stablehlo.convert %x : (tensor<2xf32>) -> tensor<2xf6E2M3FN>
        %1 = stablehlo.convert %0 : (tensor<2xf6E2M3FN>) -> tensor<2xf32>
        return %1 : tensor<2xf32>
      }
      """
    let (results, own, borrowed) = try profiled(text, [vector([1.5, 100])])
    #expect(results == [vector([1.5, 7.5])])
    #expect(own.isEmpty)
    #expect(borrowed == ["stablehlo.convert"])
  }

  @Test func `checks see what the device computed`() throws {
    let text = """
      func.func @main() {
        %x = stablehlo.constant dense<[1.0, 2.0]> : tensor<2xf32>
        %0 = stablehlo.add %x, %x : tensor<2xf32>
        check.expect_eq_const %0, dense<[2.0, 5.0]> : tensor<2xf32>
        return
      }
      """
    let error = #expect(throws: TensorError.self) { try run(text, on: xla()) }
    #expect(
      error?.message.hasPrefix("1 element differs, first at [1]: expected 5.0, got 4.0") == true)
  }

  @Test func `a channel on a permutation does not end the process`() throws {
    let text = """
      func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
        %0 = "stablehlo.collective_permute"(%x) <{
          channel_handle = #stablehlo.channel_handle<handle = 1, type = 0>,
          source_target_pairs = dense<[[0, 0]]> : tensor<1x2xi64>}> : (tensor<2xf32>) -> tensor<2xf32>
        return %0 : tensor<2xf32>
      }
      """
    #expect(try run(text, [vector([1, 2])], on: xla()) == [vector([1, 2])])
  }

  @Test func `what the plugin takes it has a kernel for`() throws {
    let backend = try xla()
    let matrix = TensorType(.f32, [2, 2])
    #expect(backend.hasOwnKernel(for: Binary.add, [matrix, matrix]))
    #expect(backend.hasOwnKernel(for: Cholesky(lower: true), [matrix]))
    #expect(backend.hasOwnKernel(for: SVD(fullMatrices: false), [matrix]))
    let unknown = CustomCall("nobody_has_this", types: [matrix])
    #expect(!backend.hasOwnKernel(for: unknown, [matrix]))
  }
}
