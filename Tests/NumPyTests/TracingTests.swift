import NumPy
import Testing

@testable import Touchstone

/// Functions work when their arguments are traced, and a program says the same as they do.
@Suite struct TracingTests {
  typealias Function = @Sendable ([Tensor]) -> Tensor
  typealias Entry = (name: String, types: [TensorType], function: Function)

  static let functions: [Entry] = {
    var list: [Entry] = []
    func add(_ name: String, _ types: [TensorType], _ f: @escaping Function) {
      list.append((name, types, f))
    }
    add("where", [v(4)]) { x in x[0].at[i([1])].set(NumPy.where(greater(x[0], 0), x[0], 0)[2]) }
    add("sort", [v(4)]) { sort($0[0]) + argsort($0[0]) }
    add("unique", [v(4)]) { unique($0[0], size: 3) }
    add("nonzero", [v(4)]) { nonzero($0[0], size: 3)[0] }
    add("quantile", [v(4)]) { quantile($0[0], 0.3) }
    add("searchsorted", [v(4)]) { searchsorted(sort($0[0]), $0[0]) }
    add("histogram", [v(4)]) { histogram($0[0], bins: 3).counts }
    add("einsum", [m(3), m(3)]) { einsum("ij,jk,kl->il", $0[0], $0[1], $0[0]) }
    add("det", [m(4)]) { det($0[0]) + slogdet($0[0]).logabsdet }
    add("solve", [m(3), v(3)]) { solve($0[0], $0[1]) }
    add("expm", [m(3)]) { expm($0[0]) }
    add("pinv", [m(3)]) { pinv($0[0]) }
    add("fft", [v(4)]) { real(fft($0[0])) + irfft(rfft($0[0])) }
    add("stft", [v(16)]) { real(stft($0[0], 4, 4, 4)) }
    add("conv", [TensorType(.f64, [1, 5, 2])]) { conv($0[0], ones([3, 2, 1])) }
    add("pool", [TensorType(.f64, [1, 6, 2])]) { averagePool($0[0], 2, padding: .same) }
    add("pad", [m(3)]) { pad($0[0], [[1, 2]], mode: .reflect) }
    add("softmax", [m(3)]) { logSoftmax($0[0]) + softmax($0[0], axis: 0) }
    add("cumulative", [m(3)]) { cumsum($0[0], axis: 0) + cummax($0[0], axis: 1) }
    add("indexing", [m(3)]) { $0[0][i([0, 2]), Steps(by: -1)] + $0[0][1, newAxis, ellipsis] }
    add("segments", [v(4)]) { segmentSum($0[0], i([0, 1, 0, 5]), numSegments: 2) }
    add("statistics", [m(3)]) { NumPy.var($0[0], axis: 0) + median($0[0], axis: 1) }
    add("ctc", [TensorType(.f64, [1, 4, 3])]) {
      ctcLoss(i([1, 2], [1, 2]), $0[0], i([2]), i([4]))
    }
    add("gcd", [TensorType(.i32, [3])]) { gcd($0[0], 12) }
    add("literal", [v(2)]) { maximum($0[0], 0.1) * 3 }
    return list
  }()

  static func v(_ n: Int) -> TensorType { TensorType(.f64, [n]) }
  static func m(_ n: Int) -> TensorType { TensorType(.f64, [n, n]) }

  @Test func `a recorded function gives what the function gives`() throws {
    for (name, types, function) in Self.functions {
      let arguments = types.map { type in
        let values = (0..<type.count).map { Double(($0 * 7 + 3) % 11) - 3.5 }
        return HostTensor(TensorType(.f64, type.shape), doubles: values).converted(to: type.dtype)
      }
      do {
        let eager = try checking { function(arguments.map { Tensor($0) }) }
        let program = Program(main: try Recorder.record(types) { [function($0)] }.expanded())
        let text = try Program(text: program.text(generic: false), file: name)
        let result = try Backends.default.compile(text).run(arguments)[0].host()
        #expect(near(result.parts, eager.numbers), "\(name)")
        #expect(result.type == eager.type, "\(name)")
      } catch { Issue.record("\(name): \(error)") }
    }
  }

  @Test func `what depends on elements asks for a size when traced`() {
    let error = #expect(throws: TensorError.self) {
      try Recorder.record([TensorType(.f32, [3])]) { [nonzero($0[0])[0]] }
    }
    #expect(
      error?.description
        == "nonzero(f32[3]): the size of the result depends on elements, which a traced tensor "
        + "has not yet: give size")
  }
}
