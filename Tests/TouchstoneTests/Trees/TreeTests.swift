import Foundation
import Testing

@testable import Touchstone

@Suite struct TreeTests {
  @Test func `leaves come in the order of declaration, a dictionary's by sorted keys`() throws {
    #expect(numbers(Network.sample) == [1, 2, 3, 4, 5, 6])
    #expect(numbers([scalar(2), scalar(1)]) == [2, 1])
    #expect(numbers(scalar(7)) == [7])
    #expect(numbers(EmptyTree()) == [])
    #expect(numbers(Tensor?.none) == [])
    #expect(numbers([Tensor?.none, scalar(3)]) == [3])
  }

  @Test func `a tree is rebuilt with its structure and other tensors`() throws {
    let doubled = Network.sample.mapTensors { $0 * 2 }
    #expect(numbers(doubled) == [2, 4, 6, 8, 10, 12])
    #expect(doubled.layers[1].bias == nil)
    #expect(doubled.layers.map(\.depth) == [2, -1])
    #expect(doubled.activation == .tanh)
    #expect(doubled.rate.bitPattern == (-0.0).bitPattern)
    #expect(doubled.name == "net")
    #expect(doubled.flags == [true, false])
    #expect(doubled.table == [10: 1, 9: 2, -3: 3])
    #expect(doubled.mark == .max)
    #expect(doubled.words == ["x", "y", "z"])
    #expect(numbers(doubled.named["a"]!) == [8])
  }

  @Test func `enums with payloads, renamed keys and keys read in another order are trees`() throws {
    let linear = Linear(kernel: scalar(1), bias: scalar(2))
    let heads: [Head] = [.none, .linear(linear), .scaled(linear, by: 0.5)]
    let back = heads.map { $0.mapTensors { -$0 } }
    guard case .scaled(let inner, by: let factor) = back[2], case .none = back[0] else {
      Issue.record("another case came back")
      return
    }
    #expect(numbers(inner) == [-1, -2])
    #expect(factor == 0.5)
    let renamed = Renamed(kernel: scalar(1), Class: scalar(2))
    #expect(try renamed.flattened().structure.leafPaths == ["weight/0", "class"])
    #expect(numbers(renamed.mapTensors { $0 + 1 }) == [2, 3])
    let crossed = [Crossed(scalar(1), scalar(2)), Crossed(scalar(3), scalar(4))]
    #expect(numbers(crossed.mapTensors { $0 * 10 }) == [10, 20, 30, 40])
  }

  @Test func `numbers of every width survive`() throws {
    struct Widths: TensorTree, Equatable {
      var a: Int8 = .min
      var b: UInt8 = .max
      var c: Int16 = .min
      var d: UInt16 = .max
      var e: Int32 = .min
      var f: UInt32 = .max
      var g: Int64 = .min
      var h: UInt64 = .max
      var i: UInt = .max
      var l: Float = -.infinity
      var m: Double = .leastNonzeroMagnitude
      var n: URL = URL(fileURLWithPath: "/x")
      var o: Date = Date(timeIntervalSince1970: 0.1)
      var p: [String: Int] = ["b": 1, "a": 2]
    }
    #expect(Widths().mapTensors { $0 } == Widths())
    #expect(try Widths().flattened().structure == Widths().flattened().structure)
    let nan = Double(nan: 1, signaling: false).mapTensors { $0 }
    #expect(nan.bitPattern == Double(nan: 1, signaling: false).bitPattern)
  }

  @Test func `structures are equal for trees of the same form alone`() throws {
    let sample = try Network.sample.flattened().structure
    var other = Network.sample.mapTensors { $0 - 1 }
    #expect(try other.flattened().structure == sample)
    #expect(try other.flattened().structure.hashValue == sample.hashValue)
    other.rate = 0
    #expect(try other.flattened().structure != sample)
    #expect(try Tensor?.none.flattened().structure != scalar(1).flattened().structure)
    #expect(try 1.flattened().structure != true.flattened().structure)
    #expect(try Static(1).flattened().structure == Static(1).flattened().structure)
    #expect(try Static(1).flattened().structure != Static(2).flattened().structure)
    let kept = Static([1, 2]).mapTensors { $0 }
    #expect(kept == Static([1, 2]))
  }

  @Test func `dictionaries built in any order have one structure`() throws {
    let keys = (0..<50).map { "k\($0)" }
    var forward: [String: Tensor] = [:]
    var backward: [String: Tensor] = [:]
    for key in keys { forward[key] = scalar(1) }
    for key in keys.reversed() { backward[key] = scalar(1) }
    let structure = try forward.flattened().structure
    #expect(try backward.flattened().structure == structure)
    #expect(structure.leafPaths == keys.sorted())
  }

  @Test func `sets and dictionaries of any kind have one structure and come back`() throws {
    struct Tables: TensorTree, Equatable {
      var words: Set<String>
      var codes: [UInt8: [String: String]]
      var pairs: [Double: String]
      var marks: [String: Static<Int>]
    }
    let words = (0..<20).map { "w\($0)" }
    func tables(_ words: [String]) -> Tables {
      var tables = Tables(words: [], codes: [:], pairs: [:], marks: [:])
      for word in words {
        tables.words.insert(word)
        tables.codes[UInt8(word.dropFirst())!, default: [:]]["of"] = word
        tables.pairs[Double(word.dropFirst())!] = word
        tables.marks[word] = Static(word.count)
      }
      return tables
    }
    let forward = tables(words)
    let backward = tables(words.reversed())
    #expect(try forward.flattened().structure == backward.flattened().structure)
    #expect(forward.mapTensors { $0 } == forward)
    #expect(backward.mapTensors { $0 } == forward)
  }

  @Test func `structures listed together keep their texts`() throws {
    let a = try Network.sample.flattened().structure
    let b = try Static(3).flattened().structure
    let list = TreeStructure(listing: [a, b, a])
    #expect(list.description == "[\(a), 3, \(a)]")
    #expect(list.leafCount == 12)
    #expect(list != TreeStructure(listing: [a, try Static(4).flattened().structure, a]))
  }

  @Test func `the paths and the form of a tree can be read`() throws {
    let structure = try Network.sample.flattened().structure
    #expect(
      structure.leafPaths == [
        "layers/0/kernel", "layers/0/bias", "layers/1/kernel", "named/a", "named/b", "named/c",
      ])
    let linear = try Linear(kernel: scalar(1), bias: nil).flattened().structure
    #expect(linear.description == "{kernel: *, bias: nil, depth: 2}")
    #expect(linear.leafCount == 1)
    let list = TreeStructure(listing: [.leaf, linear])
    #expect(list.description == "[*, {kernel: *, bias: nil, depth: 2}]")
    #expect(list.leafPaths == ["0", "1/kernel"])
  }

  @Test func `a difference is said in one sentence`() throws {
    let changes: [((inout Network) -> Void, String)] = [
      ({ $0.rate = 1 }, "at rate: expected -0.0, got 1.0"),
      ({ $0.layers[1].bias = scalar(1) }, "at layers/1/bias: expected nil, got a tensor"),
      ({ $0.layers.removeLast() }, "at layers: expected a list of 2, got a list of 1"),
      ({ $0.named["a"] = nil }, "at named: the key a is missing"),
      ({ $0.named["d"] = scalar(1) }, "at named: the key d is not expected"),
      ({ $0.name = "other" }, "at name: expected \"net\", got \"other\""),
    ]
    let expected = try Network.sample.flattened().structure
    for (change, sentence) in changes {
      var other = Network.sample
      change(&other)
      let structure = try other.flattened().structure
      #expect(structure.difference(from: expected) == sentence)
    }
    #expect(expected.difference(from: expected) == nil)
  }

  @Test func `trees of one structure are mapped together`() throws {
    let sample = Network.sample
    #expect(numbers(Network.treeMap({ $0 + $1 }, sample, sample)) == [2, 4, 6, 8, 10, 12])
    #expect(
      numbers(Network.treeMap({ $0 + $1 * $2 }, sample, sample, sample)) == [2, 6, 12, 20, 30, 42])
    var other = sample
    other.layers[0].depth = 3
    let error = #expect(throws: TensorError.self) {
      try checking { Network.treeMap({ $0 + $1 }, sample, other) }
    }
    #expect(error?.message == "tree 1 differs from tree 0 at layers/0/depth: expected 2, got 3")
  }

  @Test func `the wrong number of tensors or another form is an error`() throws {
    let (leaves, structure) = try Linear(kernel: scalar(1), bias: nil).flattened()
    let count = #expect(throws: TensorError.self) { try Linear(structure, leaves: []) }
    #expect(count?.message == "Linear has 1 tensors, got 0")
    let key = #expect(throws: TensorError.self) { try Crossed(structure, leaves: leaves) }
    #expect(key?.message == "a type reads the key b, which was not written")
    #expect(throws: TensorError.self) { try [Tensor](structure, leaves: leaves) }
    #expect(throws: TensorError.self) { try Tensor(structure, leaves: leaves) }
    #expect(throws: TensorError.self) { try Int(.leaf, leaves: leaves) }
  }

  @Test func `a class without superclass is a tree, a subclass is refused`() throws {
    #expect(numbers([Shared(), Shared()].mapTensors { $0 + 1 }) == [2, 2])
    #expect(numbers(Base()) == [1])
    let values: [Base] = [Derived()]
    let error = #expect(throws: TensorError.self) { try values.flattened() }
    #expect(
      error?.message
        == "Derived inherits from Base, and the compiler's coding of a subclass leaves its own "
        + "properties out; use a struct, or a class without superclass")
  }

  @Test func `cycles and containers written in turns are refused`() throws {
    let cycle = Cycle()
    cycle.next = [cycle]
    let deep = #expect(throws: TensorError.self) { try cycle.flattened() }
    #expect(deep?.message.hasSuffix("or refers to itself") == true)
    cycle.next = []
    let turns = #expect(throws: TensorError.self) { try Twice().flattened() }
    #expect(turns?.message.hasPrefix("a type goes back to a container") == true)
  }

  @Test func `other coders take a tensor's type and bytes`() throws {
    let sample = Network.sample
    let back = try JSONDecoder().decode(Network.self, from: JSONEncoder().encode(sample))
    #expect(numbers(back) == numbers(sample))
    #expect(try back.flattened().structure == sample.flattened().structure)
    let lie = Data(#"{"dtype":"f32","shape":[3],"bytes":"AAAAAA=="}"#.utf8)
    let error = #expect(throws: TensorError.self) {
      try JSONDecoder().decode(Tensor.self, from: lie)
    }
    #expect(error?.message == "4 bytes do not fill this type")
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(Static(1)) }
  }

  @Test func `the speed of taking apart and putting together is told`() throws {
    struct Block: TensorTree {
      var kernel, bias: Tensor
    }
    let blocks = (0..<10).map { Block(kernel: scalar(Double($0)), bias: scalar(1)) }
    let rounds = 1000
    let start = ContinuousClock.now
    var total = 0
    for _ in 0..<rounds {
      let (leaves, structure) = try blocks.flattened()
      total += try [Block](structure, leaves: leaves).count
    }
    let time = (ContinuousClock.now - start) / rounds
    #expect(total == 10 * rounds)
    print("a tree of 20 tensors in 10 structs, apart and together: \(time)")
  }
}
