import AllBackends
import COpenBLAS
import CPlainLoops
import Foundation
import LLVMBackend
import Touchstone

/// Measures what this package promises about speed, beside the direct way of doing the same.
///
/// Prints one line for each measurement: name, own seconds, the direct way's seconds or `-`; each
/// a median of rounds in which both take turns. `tools/bench` makes a table of them. With a second
/// argument only those are measured whose name contains it.
@main enum Main {
  static func main() throws {
    AllBackends.register()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 3, arguments[0] == "first", let start = Double(arguments[1]) {
      return try Training.first(since: start, on: arguments[2])
    }
    if arguments.first == "fit" { return try Training.fit() }
    if arguments.first == "workloads" { return try workloads(Array(arguments.dropFirst())) }
    if arguments.first == "show" { return try show(Array(arguments.dropFirst())) }
    let rounds = arguments.first.flatMap(Int.init) ?? 9
    let wanted = arguments.dropFirst().first
    guard arguments.count <= 2, (1...1000).contains(rounds) else {
      FileHandle.standardError.write(
        Data(
          """
          usage: touchstone-bench [ROUNDS [NAME]] | fit | first START BACKEND
                 | workloads BACKEND [ROUNDS [NAME]] | show fused|llvm|asm|memory NAME

          """.utf8))
      exit(64)
    }
    let measurements =
      try [product(), addition(), convolution(), eager(), compiledCall(), reading()] + gradients()
    for measurement in measurements
    where wanted.map(measurement.name.contains) ?? true {
      let (own, direct) = try measurement.medians(rounds)
      print(measurement.name, own, direct.map { "\($0)" } ?? "-", separator: "\t")
    }
  }
}

/// Measures on one backend what users wait for, or of it what has NAME in its name.
private func workloads(_ arguments: [String]) throws {
  guard let name = arguments.first, let backend = Backends.named(name) else {
    let names = Backends.available.map(\.name).joined(separator: ", ")
    throw TensorError(
      "bench", "", [], "workloads needs the name of a backend, one of \(names)")
  }
  let rounds = arguments.dropFirst().first.flatMap(Int.init) ?? 9
  let wanted = arguments.dropFirst(2).first
  for workload in Workload.all where wanted.map(workload.name.contains) ?? true {
    try workload.measure(on: backend, rounds: rounds)
  }
}

/// Prints what the backend `llvm` makes of the programs of one workload.
private func show(_ arguments: [String]) throws {
  guard arguments.count == 2, let listing = Listing(rawValue: arguments[0]) else {
    throw TensorError("bench", "", [], "show needs fused, llvm, asm or memory, and a name")
  }
  let backend = ShowingBackend(base: try LLVMBackend(), listing: listing)
  for workload in Workload.all where workload.name.contains(arguments[1]) {
    try withBackend(backend) { _ = try workload.make()() }
  }
}

/// Something timed, and the direct way to do the same.
struct Measurement {
  let name: String
  let own: () throws -> Void
  var direct: (() -> Void)?
  /// How often one call of `own` does what is measured.
  var count = 1

  func medians(_ rounds: Int) throws -> (own: Double, direct: Double?) {
    try own()
    direct?()
    var ownTimes: [Double] = []
    var directTimes: [Double] = []
    for _ in 0..<rounds {
      ownTimes.append(try seconds(own) / Double(count))
      if let direct { directTimes.append(seconds(direct)) }
    }
    return (median(ownTimes), directTimes.isEmpty ? nil : median(directTimes))
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }
  private func median(_ list: [Double]) -> Double { list.sorted()[list.count / 2] }
}

private func filled(_ shape: [Int]) -> HostTensor {
  let type = TensorType(.f32, shape)
  return HostTensor(type, doubles: (0..<type.count).map { Double($0 % 17) / 16 - 0.5 })
}

private func executable(_ text: String) throws -> any Executable {
  guard let backend = Backends.named("openblas") else {
    throw TensorError("bench", "", [], "the openblas backend is not available")
  }
  return try backend.compile(Program(text: text))
}

/// Memory for the direct way's results, kept from round to round.
private final class Output {
  let base: UnsafeMutablePointer<Float>
  init(_ count: Int) {
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }
  deinit { base.deallocate() }
}

private func multiply(_ a: HostTensor, _ b: HostTensor, _ c: Output, _ m: Int, _ n: Int, _ k: Int) {
  a.withElements(of: Float.self) { a in
    b.withElements(of: Float.self) { b in
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
        a.baseAddress, Int32(k), b.baseAddress, Int32(n), 0, c.base, Int32(n))
    }
  }
}

private func product() throws -> Measurement {
  let program = try executable(
    """
    func.func @main(%a: tensor<1024x1024xf32>, %b: tensor<1024x1024xf32>) -> tensor<1024x1024xf32> {
      %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0]
        : (tensor<1024x1024xf32>, tensor<1024x1024xf32>) -> tensor<1024x1024xf32>
      return %0 : tensor<1024x1024xf32>
    }
    """)
  let (a, b, c) = (filled([1024, 1024]), filled([1024, 1024]), Output(1 << 20))
  return Measurement(name: "dot_general 1024x1024x1024 f32") {
    _ = try program.run([a, b])
  } direct: {
    multiply(a, b, c, 1024, 1024, 1024)
  }
}

private func addition() throws -> Measurement {
  let count = 10_000_000
  let program = try executable(
    """
    func.func @main(%a: tensor<\(count)xf32>, %b: tensor<\(count)xf32>) -> tensor<\(count)xf32> {
      %0 = stablehlo.add %a, %b : tensor<\(count)xf32>
      return %0 : tensor<\(count)xf32>
    }
    """)
  let (a, b, c) = (filled([count]), filled([count]), Output(count))
  return Measurement(name: "add 10M f32") {
    _ = try program.run([a, b])
  } direct: {
    a.withElements(of: Float.self) { a in
      b.withElements(of: Float.self) { b in
        plain_add_f32(a.baseAddress, b.baseAddress, c.base, count)
      }
    }
  }
}

private func convolution() throws -> Measurement {
  let program = try executable(
    """
    func.func @main(%x: tensor<8x56x56x64xf32>, %w: tensor<3x3x64x64xf32>)
        -> tensor<8x56x56x64xf32> {
      %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
        window = {pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<8x56x56x64xf32>, tensor<3x3x64x64xf32>) -> tensor<8x56x56x64xf32>
      return %0 : tensor<8x56x56x64xf32>
    }
    """)
  let (x, w) = (filled([8, 56, 56, 64]), filled([3, 3, 64, 64]))
  // The product with as many multiplications: rows are pixels, columns the values of one window.
  let (rows, inner) = (8 * 56 * 56, 3 * 3 * 64)
  let (a, b, c) = (filled([rows, inner]), filled([inner, 64]), Output(rows * 64))
  return Measurement(name: "convolution 8x56x56x64 3x3x64") {
    _ = try program.run([x, w])
  } direct: {
    multiply(a, b, c, rows, 64, inner)
  }
}

private func eager() throws -> Measurement {
  let x = Tensor(filled([4]))
  let y = Tensor(filled([4]))
  let count = 100_000
  return Measurement(
    name: "eager add of 4 f32",
    own: {
      guard let backend = Backends.named("openblas") else { return }
      withBackend(backend) { for _ in 0..<count { _ = x + y } }
    }, count: count)
}

private func compiledCall() -> Measurement {
  let x = Tensor(filled([4]))
  let y = Tensor(filled([4]))
  let sum = jit { (x: Tensor, y: Tensor) in x + y }
  let count = 20_000
  return Measurement(
    name: "jit call, add of 4 f32",
    own: {
      guard let backend = Backends.named("openblas") else { return }
      withBackend(backend) { for _ in 0..<count { _ = sum(x, y) } }
    }, count: count)
}

private func reading() throws -> Measurement {
  var lines = ["func.func @main(%0: tensor<4x8xf32>) -> tensor<4x8xf32> {"]
  var bytes = 0
  while bytes < 300_000 {
    let i = lines.count
    lines.append(
      i.isMultiple(of: 3)
        ? "  %\(i) = stablehlo.add %\(i - 1), %\(i / 2) : tensor<4x8xf32>"
        : i % 3 == 1
          ? "  %\(i) = stablehlo.tanh %\(i - 1) : tensor<4x8xf32>"
          : "  %\(i) = stablehlo.constant dense<\(i).5> : tensor<4x8xf32>")
    bytes += lines[i].utf8.count + 1
  }
  lines += ["  return %\(lines.count - 1) : tensor<4x8xf32>", "}"]
  let text = lines.joined(separator: "\n")
  return Measurement(name: "reading 300 kB of text", own: { _ = try Program(text: text) })
}
