@testable import Touchstone

/// A tensor that holds one number.
func scalar(_ value: Double) -> Tensor { Tensor(value) }

/// The numbers in the tensors of `tree`.
func numbers(_ tree: some TensorTree) -> [Double] {
  tree.leaves.map { (try? $0.scalars(as: Double.self).first) ?? .nan }
}

struct Linear: TensorTree {
  var kernel: Tensor
  var bias: Tensor?
  var depth = 2
}

enum Activation: String, Codable { case relu, tanh }

struct Network: TensorTree {
  var layers: [Linear]
  var named: [String: Tensor]
  var activation: Activation
  var rate: Double
  var name: String
  var flags: [Bool]
  var table: [Int: Int8]
  var mark: UInt64?
  var words: Set<String>
}

enum Head: TensorTree {
  case none
  case linear(Linear)
  case scaled(Linear, by: Double)
}

struct Renamed: TensorTree {
  var kernel: Tensor
  var Class: Tensor
  private enum CodingKeys: String, CodingKey {
    case kernel = "weight/0"
    case Class = "class"
  }
}

/// Writes one key before the other and reads them the other way round.
struct Crossed: TensorTree {
  var a, b: Tensor
  enum CodingKeys: CodingKey { case a, b }
  init(_ a: Tensor, _ b: Tensor) { (self.a, self.b) = (a, b) }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(a, forKey: .a)
    try container.encode(b, forKey: .b)
  }
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    b = try container.decode(Tensor.self, forKey: .b)
    a = try container.decode(Tensor.self, forKey: .a)
  }
}

class Base: TensorTree {
  var w = scalar(1)
  init() {}
}
final class Derived: Base {
  var v = scalar(2)
}
final class Shared: TensorTree {
  var w = scalar(1)
}
final class Cycle: TensorTree {
  var w = scalar(1)
  var next: [Cycle] = []
}

struct Twice: TensorTree {
  enum CodingKeys: CodingKey { case a, b }
  init() {}
  init(from decoder: any Decoder) throws {}
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var a = container.nestedUnkeyedContainer(forKey: .a)
    try a.encode(1)
    var b = container.nestedUnkeyedContainer(forKey: .b)
    try b.encode(2)
    try a.encode(3)
  }
}

extension Network {
  static var sample: Network {
    Network(
      layers: [
        Linear(kernel: scalar(1), bias: scalar(2)), Linear(kernel: scalar(3), bias: nil, depth: -1),
      ],
      named: ["b": scalar(5), "a": scalar(4), "c": scalar(6)], activation: .tanh, rate: -0.0,
      name: "net", flags: [true, false], table: [10: 1, 9: 2, -3: 3], mark: .max,
      words: ["x", "y", "z"])
  }
}
