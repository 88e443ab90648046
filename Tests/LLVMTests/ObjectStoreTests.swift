import Foundation
import Testing
import Touchstone

@testable import LLVMBackend

@Suite(.enabled(if: hasLLVM, whyAbsent))
struct ObjectStoreTests {
  private func module(_ name: String) throws -> Module {
    let text = """
      func.func @main(%x: tensor<40xf32>) -> tensor<40xf32> {
        %0 = stablehlo.\(name) %x : tensor<40xf32>
        return %0 : tensor<40xf32>
      }
      """
    return Module(try plan(text).kernels)
  }

  private func withStore(_ body: (ObjectStore, URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("touchstone-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(ObjectStore(folder: folder), folder)
  }

  @Test func `what was stored is found, and by its own module only`() throws {
    try withStore { store, _ in
      let (one, other) = (try module("exponential"), try module("log"))
      let object = try LLVM.compile(one)
      #expect(store.object(for: one) == nil)
      store.store(object, for: one)
      #expect(store.object(for: one) == object)
      #expect(store.object(for: other) == nil)
    }
  }

  @Test func `an entry that is damaged anywhere, cut or another's is as good as none`() throws {
    try withStore { store, _ in
      let (one, other) = (try module("exponential"), try module("log"))
      store.store(try LLVM.compile(one), for: one)
      store.store(try LLVM.compile(other), for: other)
      let file = store.file(for: one)
      let whole = try Data(contentsOf: file)
      for place in stride(from: 0, to: whole.count, by: max(whole.count / 40, 1)) {
        var damaged = whole
        damaged[place] ^= 0x10
        try damaged.write(to: file)
        #expect(store.object(for: one) == nil, "byte \(place) of \(whole.count)")
      }
      for length in [0, 1, 20, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: file)
        #expect(store.object(for: one) == nil, "\(length) bytes")
      }
      try Data(contentsOf: store.file(for: other)).write(to: file)
      #expect(store.object(for: one) == nil)
      try whole.write(to: file)
      #expect(store.object(for: one) != nil)
    }
  }

  @Test func `a folder that cannot be made is no error`() throws {
    try withStore { _, folder in
      try Data().write(to: folder)
      let store = ObjectStore(folder: folder.appendingPathComponent("inside"))
      let one = try module("exponential")
      store.store(Data([1, 2, 3]), for: one)
      #expect(store.object(for: one) == nil)
    }
  }
}
