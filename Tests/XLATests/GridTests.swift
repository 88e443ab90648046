import Testing
import Touchstone

@testable import XLABackend

/// Processes of a grid on devices of their own.
@Suite(hasPlugin) struct GridTests {
  private func ran(_ text: String, _ arguments: [HostTensor]) throws -> (
    results: [HostTensor], isOwn: Bool
  ) {
    let profile = Profile()
    let results = try run(text, arguments, on: xla(), RunOptions(profile: profile))
    return (results, profile.entries.keys.allSatisfy(\.isOwn))
  }

  private func parallel(_ body: String, _ programs: String = "[[@each], [@each]]") -> String {
    """
    module {
      func.func @each(%x: tensor<2xf32>) -> tensor<2xf32> {
        \(body)
        return %r : tensor<2xf32>
      }
      func.func @main(%a: tensor<2xf32>, %b: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
        %0:2 = "interpreter.run_parallel"(%a, %b) {programs = \(programs)}
          : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
        return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
      }
    }
    """
  }

  private func sum(_ attributes: String) -> String {
    """
    %r = "stablehlo.all_reduce"(%x) <{\(attributes)}> ({
    ^bb0(%p: tensor<f32>, %q: tensor<f32>):
      %s = stablehlo.add %p, %q : tensor<f32>
      stablehlo.return %s : tensor<f32>
    }) : (tensor<2xf32>) -> tensor<2xf32>
    """
  }

  @Test func `replicas add what each has`() throws {
    let groups = "replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>"
    let (results, isOwn) = try ran(parallel(sum(groups)), [vector([1, 2]), vector([10, 20])])
    #expect(results == [vector([11, 22]), vector([11, 22])])
    #expect(isOwn)
  }

  @Test func `partitions with a channel add what each has`() throws {
    let groups = """
      channel_handle = #stablehlo.channel_handle<handle = 1, type = 0>,
      replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids
      """
    let text = parallel(sum(groups), "[[@each, @each]]")
    let (results, isOwn) = try ran(text, [vector([1, 2]), vector([10, 20])])
    #expect(results == [vector([11, 22]), vector([11, 22])])
    #expect(isOwn)
  }

  @Test func `partitions with a channel exchange their values`() throws {
    let body = """
      %r = "stablehlo.collective_permute"(%x) <{
        channel_handle = #stablehlo.channel_handle<handle = 1, type = 0>,
        source_target_pairs = dense<[[0, 1], [1, 0]]> : tensor<2x2xi64>}>
        : (tensor<2xf32>) -> tensor<2xf32>
      """
    let text = parallel(body, "[[@each, @each]]")
    let (results, isOwn) = try ran(text, [vector([1, 2]), vector([10, 20])])
    #expect(results == [vector([10, 20]), vector([1, 2])])
    #expect(isOwn)
  }

  @Test func `each process knows its number`() throws {
    let body = """
      %i = stablehlo.partition_id : tensor<ui32>
      %f = stablehlo.convert %i : (tensor<ui32>) -> tensor<f32>
      %s = stablehlo.broadcast_in_dim %f, dims = [] : (tensor<f32>) -> tensor<2xf32>
      %r = stablehlo.add %x, %s : tensor<2xf32>
      """
    let text = parallel(body, "[[@each, @each]]")
    let (results, isOwn) = try ran(text, [vector([0, 5]), vector([0, 5])])
    #expect(results == [vector([0, 5]), vector([1, 6])])
    #expect(isOwn)
  }

  @Test func `groups that leave somebody out are the host's to report`() throws {
    let groups = "replica_groups = dense<[[0]]> : tensor<1x1xi64>"
    #expect(throws: TensorError.self) {
      try ran(parallel(sum(groups)), [vector([1, 2]), vector([10, 20])])
    }
  }
}
