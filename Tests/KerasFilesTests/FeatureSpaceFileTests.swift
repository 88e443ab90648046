import Foundation
import KerasFiles
import Testing

@Suite struct FeatureSpaceFileTests {
  @Test func `a saved space prepares the same`() throws {
    let space = FeatureSpace(
      features: [
        "a": .floatNormalized, "b": .stringCategorical, "c": .integerCategorical,
        "d": .floatDiscretized(numBins: 3),
      ], crosses: [.cross(["b", "c"])], crossingDim: 5)
    let data: [String: FeatureSpace.Column] = [
      "a": .numbers([1, 5, 6]), "b": .strings(["x", "y", "x"]), "c": .integers([7, 8, 7]),
      "d": .numbers([1, 2, 3]),
    ]
    try space.adapt(data)
    try withFolder { folder in
      let path = folder.appending(path: "space.keras").path
      try space.save(path)
      let again = try FeatureSpace.load(path)
      #expect(try again(data).scalars(as: Float.self) == space(data).scalars(as: Float.self))
      #expect(again.config == space.config)
      #expect(
        sentence { _ = try loadModel(path) }.contains("FeatureSpace is no Model"))
      let other = folder.appending(path: "model.keras").path
      try sample().save(other)
      #expect(
        sentence { _ = try FeatureSpace.load(other) }.contains("Functional is no FeatureSpace"))
      #expect(sentence { try space.save(folder.path) }.contains("must end in .keras"))
    }
  }

  @Test func `a damaged file of a space is an error`() throws {
    try withFolder { folder in
      let path = folder.appending(path: "space.keras")
      let space = FeatureSpace(features: ["a": .floatNormalized])
      try space.adapt(["a": .numbers([1, 2])])
      try space.save(path.path)
      let whole = try Data(contentsOf: path)
      for length in stride(from: 0, to: whole.count, by: 97) {
        try whole.prefix(length).write(to: path)
        #expect(throws: ModelFileError.self) { try FeatureSpace.load(path.path) }
      }
    }
  }
}
