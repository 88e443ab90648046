import Touchstone

extension Item {
  /// The examples of SPEC.md: what they check is computed by the backend, and compared with what the
  /// reference computes.
  ///
  /// The checks themselves do not run on the backend, which need not know them.
  public static func examples(_ repository: Repository) throws -> [Item] {
    try repository.specification().sections.flatMap { section in
      section.examples.enumerated().map { number, example in
        let area = Headings.area(of: section.heading)
        let name = section.examples.count == 1 ? "the example" : "example \(number + 1)"
        let part = SourcePart(
          file: section.file, number: nil, text: example.text, firstLine: example.line)
        return Item(
          .examples, area: area, heading: section.heading, name: name,
          keys: ["example \(section.heading) \(number)"]
        ) { backend, isReference in
          if isReference {
            // What it owes, and no other backend: that its own text's checks hold.
            let own = Checker([ReferenceBackend()]).check(part)[0]
            if !own.passed, own.error != nil || !own.outcomes.isEmpty {
              return Verdict(
                own, area: area, heading: section.heading, name: name, passed: false)
            }
          }
          return Judge([backend]).verdicts(
            ComputedCase(
              area: area, heading: section.heading, name: name,
              program: { (try unchecked(part), []) }))[0]
        }
      }
    }
  }

  /// The program without its checks, whose operands are its results.
  static func unchecked(_ part: SourcePart) throws -> Program {
    let program = try Program(text: part.text, file: part.file, firstLine: part.firstLine)
    guard let block = program.main?.block else {
      throw CaseError("it has no function @main", place: part.name)
    }
    var builder = BlockBuilder(parameters: block.parameters)
    var places = Array(block.parameters.indices)
    var results: [Int] = []
    for equation in block.equations {
      let operands = equation.operands.map { places[$0] }
      if equation.operation is Check {
        results.append(operands[0])
      } else {
        places += try builder.append(equation.operation, operands)
      }
    }
    let returned = results + block.results.map { places[$0] }
    let main = Function(program.main?.name ?? "main", builder.block(returning: returned))
    return Program(
      name: program.name, attributes: program.attributes,
      functions: [main] + program.functions.filter { $0.name != main.name },
      declarations: program.declarations)
  }
}

extension ComputedCase {
  /// A program and its operands, whose results on the reference are what a backend is compared with.
  init(
    area: String, heading: String, name: String,
    program: @escaping @Sendable () throws -> (Program, [HostTensor])
  ) {
    self.init(
      area: area, heading: heading, name: name,
      run: { backend, profile in
        let (program, operands) = try program()
        let executable = try backend.compile(program)
        let results = try executable.run(operands, RunOptions(profile: profile))
        return (
          try results.map { try $0.host() }, results.indices.map { "result \($0)" }
        )
      },
      bounds: { results in
        let (program, operands) = try program()
        return try ProgramBounds(of: program, operands, like: results)
      },
      golden: { _ in nil })
  }
}
