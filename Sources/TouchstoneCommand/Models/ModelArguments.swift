import ArgumentParser
import ArrayFiles
import ConformanceKit
import KerasFiles
import Touchstone

/// What the commands on models have in common.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A model saved by Keras 3 or by this package: a .keras file.")
  var model: String

  @Option(help: "The backend to run on. (default: TOUCHSTONE_BACKEND, else the fastest)")
  var backend: String?

  @Option(
    help: ArgumentHelp(
      "A file of weights to take in place of the model's: .weights.h5, .weights.json, .keras, "
        + ".safetensors, or .h5 in the form of Keras 2."))
  var weights: String?

  @Flag(help: "Takes weights by the names of layers; other layers keep theirs.")
  var byName = false

  @Flag(help: "Keeps weights whose shapes differ in the file, and says which.")
  var skipMismatch = false

  func validate() throws {
    if weights == nil, byName || skipMismatch {
      throw ValidationError("--by-name and --skip-mismatch say how --weights FILE is read")
    }
  }

  /// Runs `body` with the model, on the backend asked for.
  func run(compile: Bool, _ body: (Model) throws -> Void) throws {
    try withBackend(try Choice.backend(backend)) {
      let model = try loadModel(model, compile: compile)
      if let weights {
        let skipped = try model.loadWeights(weights, byName: byName, skipMismatch: skipMismatch)
        for sentence in skipped { Terminal.warn("\(weights): \(sentence)") }
      }
      try body(model)
    }
  }
}

/// Arrays for a model from files.
enum ModelArrays {
  /// The arrays in the files at `paths` for `names`: by these names, as `prefix0`, `prefix1`, …, or, if
  /// there is one of each, whatever it is called.
  static func read(_ paths: [String], _ names: [String], _ prefix: String, _ role: String) throws
    -> [Tensor]
  {
    var arrays: [String: HostTensor] = [:]
    var files: [String: String] = [:]
    for path in paths {
      for (name, value) in try ArrayFile.read(path) {
        if let other = files.updateValue(path, forKey: name) {
          // The array of an .npy file has no name.
          let array = name.isEmpty ? "the \(role) of" : "'\(name)' of"
          throw CaseError(
            "\(array) \(other) is given a second time; "
              + "several arrays need names, \(names.joined(separator: ", ")) or \(prefix)0, …, "
              + "as an .npz file has them", place: path)
        }
        arrays[name] = value
      }
    }
    for (i, name) in names.enumerated() {
      let numbered = "\(prefix)\(i)"
      guard arrays[name] != nil, arrays[numbered] != nil, !names.contains(numbered) else {
        continue
      }
      throw CaseError(
        "the \(role) '\(name)' is given twice, also as '\(numbered)'; leave one out",
        place: files[numbered] ?? "")
    }
    if names.count == 1, arrays.count == 1, let only = arrays.first?.value { return [Tensor(only)] }
    let known = Set(names + names.indices.map { "\(prefix)\($0)" })
    if let extra = arrays.keys.sorted().first(where: { !known.contains($0) }),
      names.enumerated().allSatisfy({ arrays[$1] ?? arrays["\(prefix)\($0)"] != nil })
    {
      throw CaseError(
        "'\(extra)' is no \(role) of the model, which has \(names.joined(separator: ", ")); take it out of "
          + "the file, or name it as meant")
    }
    return try names.enumerated().map { i, name in
      guard let value = arrays[name] ?? arrays["\(prefix)\(i)"] else {
        throw CaseError(
          "the \(role) '\(name)' is missing: the files hold \(arrays.keys.sorted().joined(separator: ", "))"
            + ", expected \(names.joined(separator: ", ")), or \(prefix)0, …")
      }
      return Tensor(value)
    }
  }
}
