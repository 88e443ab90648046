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

  @Test func `letters that take two columns, and marks that take none, keep the lines straight`() {
    let model = Sequential(name: "m") {
      Input(shape: [2])
      Dense(1, name: "全結合層")
      Dense(1, name: "e\u{301}tage")
      Dense(1, name: "とても長い名前の全結合層です")
      Dense(1, name: "a\u{1B}[2Jb")
    }
    let text = model.summary(lineLength: 40)
    // As rich measures them, with which Keras draws.
    let expected = """
      │ 全結合層        │ (None, 1)  │     3 │
      │ (Dense)         │            │       │
      ├─────────────────┼────────────┼───────┤
      │ e\u{301}tage (Dense)   │ (None, 1)  │     2 │
      ├─────────────────┼────────────┼───────┤
      │ とても長い名前… │ (None, 1)  │     2 │
      │ (Dense)         │            │       │

      """
    #expect(text.contains(expected), "\(text)")
    #expect(!text.contains("\u{1B}"))
  }

  @Test func `one layer with several results is a chain`() {
    let x = Input(shape: [3, 2], name: "x")
    let model = Model(
      inputs: [x], outputs: LSTM(4, returnState: true, name: "l")(CallArguments([.tensor(x)])))
    let text = model.summary(lineLength: 80)
    #expect(!text.contains("Connected to"), "\(text)")
    // As Keras 3.15.1 prints it.
    #expect(
      text.contains(
        "│ l (LSTM)                          │ [(None, 4), (None, 4),   │           112 │\n"),
      "\(text)")
    // Two layers that each take one of them are no chain.
    let parts = LSTM(4, returnState: true)(CallArguments([.tensor(x)]))
    let fork = Model(inputs: [x], outputs: [Dense(1)(parts[0]), Dense(1)(parts[1])])
    #expect(fork.summary().contains("Connected to"))
  }

  @Test func `layers in a range, and models in models`() {
    let model = Sequential(name: "outer") {
      Dense(1, name: "first")
      Sequential(name: "middle") {
        Sequential(name: "inner") { Dense(1, name: "deep") }
      }
      Dense(1, name: "last")
    }
    model.build([[nil, 2]])
    let some = model.summary(lineLength: 80, layerRange: ("mid", "middle"))
    #expect(some.contains("middle") && !some.contains("first") && !some.contains("last"))
    #expect(model.summary(lineLength: 80, layerRange: ("last", "mid")).contains("│ last"))
    #expect(model.summary(lineLength: 80, expandNested: true).contains("│       └ deep (Dense)"))
    #expect(throws: (any Error).self) {
      try checking { _ = model.summary(layerRange: ("no", "last")) }
    }
  }
}
