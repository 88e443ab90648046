import AllBackends
import Keras
import TestTraits
import Testing

/// Operations of `keras.ops` in functional models, as files of Keras write them.
@Suite(.seeded) struct OperationModelTests {
  /// A model of one operation with one input of these shapes each.
  private func model(
    _ name: String, _ settings: JSONObject = [:], module: String = "numpy", inputs: [[Int]],
    args: JSON? = nil, kwargs: JSON = [:]
  ) throws -> Model {
    func tensor(_ i: Int) -> JSON {
      [
        "class_name": "__keras_tensor__",
        "config": [
          "shape": .array(inputs[i].map { .integer($0) }), "dtype": "float32",
          "keras_history": [.string("x\(i)"), 0, 0],
        ],
      ]
    }
    /// `{"input": i}` in `args` stands for the tensor i.
    func filled(_ json: JSON) -> JSON {
      if let i = json["input"]?.integer { return tensor(i) }
      return json.array.map { .array($0.map(filled)) } ?? json
    }
    var layers: [JSON] = inputs.indices.map { i in
      [
        "module": "keras.layers", "class_name": "InputLayer", "registered_name": nil,
        "config": [
          "batch_shape": .array(inputs[i].map { .integer($0) }), "dtype": "float32",
          "sparse": false,
          "name": .string("x\(i)"),
        ], "name": .string("x\(i)"), "inbound_nodes": [],
      ]
    }
    let given = args ?? .array(inputs.indices.map { ["input": .integer($0)] })
    layers.append([
      "module": .string("keras.src.ops." + module), "class_name": .string(name),
      "config": .object((["name": "op"] as JSONObject).merging(settings)), "name": "op",
      "registered_name": .string(name),
      "inbound_nodes": [["args": filled(given), "kwargs": kwargs]],
    ])
    let json: JSON = [
      "module": "keras.src.models.functional", "class_name": "Functional",
      "config": [
        "name": "functional", "trainable": true, "layers": .array(layers),
        "input_layers": .array(inputs.indices.map { [.string("x\($0)"), 0, 0] }),
        "output_layers": ["op", 0, 0],
      ],
    ]
    return try deserialize(json, as: Model.self)
  }
  private func values(_ x: Tensor) throws -> [Float] { try x.scalars(as: Float.self) }
  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "nothing was thrown"
  }

  @Test func `settings, constants and lists among the arguments are read`() throws {
    let x = Tensor([1, -2, 3, 4] as [Float], shape: [2, 2])
    let clip = try model("Clip", ["x_min": 0, "x_max": 3.5], inputs: [[2, 2]])
    #expect(try values(clip(x)) == [1, 0, 3, 3.5])
    let add = try model(
      "Add", inputs: [[2, 2]],
      args: [
        ["input": 0],
        ["class_name": "__numpy__", "config": ["value": [10.0, 20.0], "dtype": "float32"]],
      ])
    #expect(try values(add(x)) == [11, 18, 13, 24])
    let stack = try model(
      "Concatenate", ["axis": 1], inputs: [[2, 2]], args: [[["input": 0], ["input": 0]]])
    #expect(stack(x).shape == [2, 4])
    let pick = try model(
      "Select", inputs: [[2, 2]],
      args: [
        [
          [
            "class_name": "__numpy__",
            "config": ["value": [[true, false], [false, false]], "dtype": "bool"],
          ]
        ],
        [["input": 0]], 7.0,
      ])
    #expect(try values(pick(x)) == [1, 7, 7, 7])
    let item = try model(
      "GetItem", inputs: [[2, 2]],
      args: [
        ["input": 0],
        [
          ["class_name": "__slice__", "config": ["start": nil, "stop": nil, "step": nil]], 1,
        ],
      ])
    #expect(try values(item(x)) == [-2, 4])
  }

  @Test func `keywords come to the places of their parameters`() throws {
    let x = Tensor([1, 2] as [Float], shape: [1, 2])
    let pad = try model(
      "Pad", ["pad_width": [[0, 0], [1, 0]], "mode": "constant"], inputs: [[1, 2]],
      kwargs: ["constant_values": 9.0])
    #expect(try values(pad(x)) == [9, 1, 2])
    let parts = try model(
      "Rearrange", module: "einops", inputs: [[1, 2]], args: [["input": 0], "a (b c) -> b a c"],
      kwargs: ["c": 1])
    #expect(parts(x).shape == [2, 1, 1])
    #expect(
      message {
        _ = try model("Pad", ["pad_width": 1], inputs: [[1, 2]], kwargs: ["constant_value": 1])
      }
      .contains("has no argument 'constant_value' (did you mean 'constant_values'?)"))
  }

  @Test func `an operation is written with all its settings, and read again`() throws {
    let given = try model("Sum", ["axis": [0, 1], "keepdims": true], inputs: [[2, 2]])
    let again = try deserialize(serialize(given), as: Model.self)
    #expect(again(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])).shape == [1, 1])
    let x = Input(shape: [4], name: "x")
    let y = x.operation("Mean", ["axis": -1])
    let layer = try #require(y.history?.node.layer)
    #expect(layer.config["keepdims"] == false)
    let parts = x.operationResults("Split", ["indices_or_sections": 2, "axis": 1])
    #expect(parts.map(\.shape) == [[nil, 2], [nil, 2]])
  }

  @Test func `arguments that are null are written as they were read`() throws {
    let given = try model("RMSNorm", module: "nn", inputs: [[2, 2]], kwargs: ["scale": nil])
    #expect(
      serialize(given).text().contains(#""kwargs":{"scale":null}"#)
        || serialize(given).text().contains(#""kwargs": {"scale": null}"#))
    #expect(given(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])).shape == [2, 2])
  }

  @Test func `keras files F7: what is unknown or misspelt is refused with names like it`() {
    #expect(
      message { _ = try model("Sotfmax", inputs: [[2]]) }
        == "the operation 'Sotfmax' of keras.src.ops.numpy is unknown (did you mean 'Softmax'?)"
    )
    #expect(
      message { _ = try model("Sum", ["axes": 1], inputs: [[2]]) }
        == "the operation 'Sum' has no 'axes' (did you mean 'axis'?)")
    #expect(
      message { _ = try model("Reshape", inputs: [[2]]) }
        == "the config of the operation 'Reshape' has no 'newshape'")
    #expect(
      message { _ = try model("WhileLoop", module: "core", inputs: [[2]]) }
        .contains("nothing of a file is run"))
    #expect(
      message { _ = try model("Pad", ["pad_width": 1, "mode": "wrapped"], inputs: [[2]]) }
        .contains("'mode' of Pad 'op' must be one of constant, edge"))
  }

  @Test func `every operation has settings and arguments of its own names`() {
    for operation in ["Conv", "DotProductAttention", "STFT", "Resize", "ReLU", "Unique"] {
      let x = KerasTensor([1, 2])
      let error = message { _ = try checking { x.operation(operation, ["no_such": 1]) } }
      #expect(error.contains("the operation '\(operation)' has no 'no_such'"), "\(error)")
    }
  }
}
