import Keras
import TestTraits
import Testing

@Suite(.seeded) struct SummaryTests {
  private func functional() -> Model {
    let a = Input(shape: [4], name: "a")
    let b = Input(shape: [4], name: "b")
    let s = Dense(2, name: "s")
    let sum = s(a) + s(b)
    return Model(
      inputs: [a, b], outputs: [sum, Dense(1, name: "a_rather_long_name_of_a_layer")(sum)],
      name: "m")
  }

  @Test func `a chain has three columns`() {
    clearSession()
    let model = Sequential(name: "chain") {
      Input(shape: [4])
      Dense(2, name: "a_rather_long_name_of_a_layer")
      Sequential(name: "inner") { Dense(1500, name: "dense") }
    }
    // As Keras 3.15.1 prints it at this width.
    #expect(
      model.summary(lineLength: 40, expandNested: true) == """
        Model: "chain"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━┓
        ┃                 ┃ Output     ┃ Param ┃
        ┃ Layer (type)    ┃ Shape      ┃     # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━┩
        │ a_rather_long_… │ (None, 2)  │    10 │
        │ (Dense)         │            │       │
        ├─────────────────┼────────────┼───────┤
        │ inner           │ (None,     │ 4,500 │
        │ (Sequential)    │ 1500)      │       │
        ├─────────────────┼────────────┼───────┤
        │    └ dense      │ (None,     │ 4,500 │
        │ (Dense)         │ 1500)      │       │
        └─────────────────┴────────────┴───────┘
         Total params: 4,510 (17.62 KB)
         Trainable params: 4,510 (17.62 KB)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  @Test func `a graph shows its connections`() {
    let lines = functional().summary(lineLength: 60).split(separator: "\n").map(String.init)
    #expect(lines[2] == "┃ Layer (type)    ┃ Output Shape ┃ Param # ┃ Connected to  ┃")
    #expect(lines.contains("│ s (Dense)       │ (None, 2)    │      10 │ a[0][0],      │"))
    #expect(lines.allSatisfy { !$0.hasPrefix("│") || $0.count == 60 })
  }
}
