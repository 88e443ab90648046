import Keras
import TestTraits
import Testing

@Suite(.seeded) struct NewerOptimizerTests {
  /// Four steps of a matrix and a vector, whose values real Keras 3.15.1 gave.
  private func check(
    _ optimizer: Optimizer, _ matrix: [Float], _ vector: [Float], slots: [String]
  ) throws {
    let k = Variable(Tensor([1, -2, 3, 0.5, 0.25, -1] as [Float], shape: [2, 3]), name: "k2")
    let b = Variable(Tensor([1, -1] as [Float]), name: "b")
    let gradient = Tensor([0.1, 0.2, -0.3, 0.4, -0.5, 0.6] as [Float], shape: [2, 3])
    try checking {
      for i in 1...4 {
        optimizer.apply([gradient * Double(i), Tensor([0.5, -0.25] as [Float])], [k, b])
      }
    }
    for (variable, expected) in [(k, matrix), (b, vector)] {
      let found = try variable.value.scalars(as: Float.self)
      let scale = expected.map(abs).max() ?? 0
      // The figure that recordings of Keras state for f32.
      #expect(
        zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * scale }, "\(found) \(expected)")
    }
    #expect(optimizer.variables.map(\.name) == slots)
    let json = serialize(optimizer)
    let copy: Optimizer = try deserialize(json)
    #expect(serialize(copy) == json)
  }

  @Test func `Muon makes steps of matrices orthogonal`() throws {
    try check(
      Optimizers.Muon(0.1),
      [0.92708033, -2.0270562, 3.0535517, 0.43436986, 0.30254182, -1.0567437],
      [0.5986457, -0.5986474],
      slots: ["iteration", "learning_rate", "k2_momentum", "b_momentum", "b_velocity"])
  }

  @Test func `Muon leaves what is excluded to Adam`() throws {
    try check(
      Optimizers.Muon(0.1, excludeLayers: ["k2"], nesterov: false, rmsRate: nil),
      [0.61028594, -2.3849198, 3.383322, 0.11108099, 0.63772005, -1.3865209],
      [0.5986457, -0.5986474],
      slots: [
        "iteration", "learning_rate", "k2_momentum", "k2_velocity", "b_momentum", "b_velocity",
      ])
    #expect(throws: ConfigError.self) { try Optimizers.Muon(excludeLayers: ["("]) }
  }

  @Test func `schedule-free AdamW averages weights as it goes`() throws {
    try check(
      Optimizers.ScheduleFreeAdamW(0.1, warmupSteps: 3),
      [0.77751493, -2.222485, 3.222485, 0.277515, 0.47248504, -1.222485],
      [0.82750016, -0.82750016],
      slots: [
        "iteration", "learning_rate", "k2_momentum", "k2_velocity", "b_momentum", "b_velocity",
      ])
  }
}
