import Foundation
import JSONValues
import Testing
import Touchstone

@testable import ConformanceKit

@Suite struct WireTests {
  @Test(arguments: DType.allCases.filter(\.isElement))
  func `tensors keep their bits`(_ dtype: DType) throws {
    for shape in [[], [0], [3], [2, 3]] {
      let tensor = Generator(TensorType(dtype, shape), seed: 5, .special).tensor()
      #expect(try Wire.tensor(JSON(text: Wire.json(tensor).text())) == tensor)
    }
  }

  @Test func `tuples and tokens are written too`() throws {
    let pair = HostTensor(tuple: [.token, HostTensor(TensorType(.f32, [1]), doubles: [2])])
    #expect(try Wire.tensor(Wire.json(pair)) == pair)
    #expect(try Wire.type(Wire.json(pair.type)) == pair.type)
  }

  @Test(arguments: [
    (#"{"shape": [1], "data": ""}"#, "'dtype' must name a dtype"),
    (#"{"dtype": "f32", "data": ""}"#, "'shape' must be a list"),
    (#"{"dtype": "f32", "shape": [-1], "data": ""}"#, "'-1' is not the size of a dimension"),
    (#"{"dtype": "f32", "shape": [2], "data": "AAAA"}"#, "takes 8 bytes, 'data' has 3"),
    (#"{"dtype": "f32", "shape": [2], "data": "?"}"#, "must be its bytes in base64"),
    (#"{"dtype": "f32", "shape": [4611686018427387904, 4], "data": ""}"#, "too many elements"),
    (#"{"dtype": "i1", "shape": [1], "data": "Ag=="}"#, "bits beyond the 1 of i1"),
  ])
  func `what is no tensor is explained`(_ text: String, _ words: String) throws {
    let json = try JSON(text: text)
    let error = #expect(throws: WireError.self) { try Wire.tensor(json) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `every program of the cases is of the schema, and so are requests and answers`() throws
  {
    let schema = try Schema(named: "protocol-v1")
    var count = 0
    for file in try repository.caseFiles() {
      for one in file.cases {
        guard let prepared = try? Prepared(one) else { continue }
        let request: JSON = [
          "id": 1, "request": "compile", "executable": 1, "program": Wire.json(prepared.program),
        ]
        let problems = schema.problems(try JSON(text: request.text()))
        #expect(problems.isEmpty, "\(one): \(problems)")
        count += 1
      }
    }
    #expect(count > 1000)
  }

  @Test func `a worker answers by the schema, whatever it is asked`() throws {
    let schema = try Schema(named: "protocol-v1")
    var worker = Worker(ReferenceBackend())
    let program =
      "func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> { return %x : tensor<1xf32> }"
    let lines = [
      #"{"id": 0, "request": "hello", "protocol": 1}"#,
      #"{"id": 1, "request": "compile", "executable": 1, "text": \#(JSON.string(program).text())}"#,
      #"{"id": 2, "request": "execute", "executable": 1, "arguments": [{"dtype": "f32", "shape": [1], "data": "AACAPw=="}]}"#,
      #"{"id": 3, "request": "execute", "executable": 9, "arguments": []}"#,
      #"{"id": 4, "request": "compile", "executable": 2, "text": "no program"}"#,
      #"{"id": 5, "request": "dance"}"#, "no JSON",
      #"{"id": 6, "request": "release", "executable": 1}"#,
    ]
    for line in lines {
      let answer = worker.answer(line)
      #expect(schema.problems(answer).isEmpty, "\(line): \(answer)")
    }
    #expect(worker.answer(lines[0])["name"] == "reference")
    #expect(worker.answer(lines[3])["error"]?["kind"] == "failed")
    #expect(worker.answer(lines[4])["error"]?["kind"] == "failed")
  }
}
