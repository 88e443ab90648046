import AllBackends
import Foundation
import NumPy
import Randomness
import Testing
import Touchstone

struct Layer: TensorTree { var kernel, bias: Tensor }

/// The program of the README, line for line.
private func readmeExample() -> (layer: Layer, loss: Tensor, each: Tensor) {
  AllBackends.register()
  let keys = Random.split(Random.key(0), 2)
  let x = Random.normal(keys[0], [32, 8])
  let y = sum(sin(x), axis: 1, keepdims: true)
  var layer = Layer(kernel: Random.normal(keys[1], [8, 1]) * 0.1, bias: zeros([1]))

  let loss = { (layer: Layer) in mean(square(matmul(x, layer.kernel) + layer.bias - y)) }
  let step = jit { (layer: Layer) -> Layer in
    Layer.treeMap({ $0 - 0.1 * $1 }, layer, grad(loss)(layer))
  }
  withBackend(Backends.named("openblas") ?? Backends.default) {
    for _ in 0..<100 { layer = step(layer) }
  }
  let each = vmap { (row: Tensor) in matmul(row, layer.kernel) + layer.bias }(x)
  return (layer, loss(layer), each)
}

@Suite struct ReadmeTests {
  @Test func `the example of the README trains`() throws {
    let (layer, loss, each) = readmeExample()
    #expect(layer.kernel.type == TensorType(.f32, [8, 1]))
    #expect(each.shape == [32, 1])
    // The best linear function leaves 8 · 0.064 of the sines at most; zeros leave about 3.5.
    #expect(try loss.scalars(as: Float.self)[0] < 0.8)
  }

  @Test func `the README shows the example as it is tested`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let shown = Set(readme.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    let body = try #require(source.firstRange(of: "AllBackends.register()"))
    let end = try #require(source.firstRange(of: "return (layer, loss"))
    let lines = source[body.lowerBound..<end.lowerBound].split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    #expect(lines.count > 10)
    for line in lines { #expect(shown.contains(line), "\(line) is not in README.md") }
  }
}
