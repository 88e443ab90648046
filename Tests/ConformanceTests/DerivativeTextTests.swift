import Testing

@testable import ConformanceKit

@Suite struct DerivativeTextTests {
  private func text(_ heading: String) throws -> String? {
    let repository = try Repository.find()
    let file = try CaseFile(repository.cases.appending(path: "\(heading).json"))
    return Sample(file)?.derivativeText
  }

  @Test func `a derivative that depends on dtypes is told for each family`() throws {
    #expect(try text("sign") == "custom on complex numbers; zero on real numbers")
    let convert = try #require(try text("convert"))
    #expect(convert.hasPrefix("linear on complex numbers, complex numbers to real numbers, real"))
    #expect(convert.contains("; zero on ") && convert.contains("real numbers to integers"))
    #expect(try text("abs") == "elementwise")
    #expect(try text("floor") == "zero")
  }

  @Test func `operations that are seen in called functions alone have one, too`() throws {
    #expect(try text("all_reduce") == "custom")
    #expect(try text("collective_permute") == "linear")
    #expect(try text("outfeed") == "zero")
    // Its cases are of integers, but it takes real numbers.
    #expect(try text("all_to_all") == "custom")
    #expect(try text("broadcast_and") == "zero")
  }
}

@Suite struct SourceFilesTests {
  private func message(_ path: String) -> String {
    do { return try SourceFiles.read(path) } catch { return "\(error)" }
  }

  @Test func `what is no file is refused with a sentence`() throws {
    let folder = try Repository.find().cases.path
    #expect(message(folder) == "\(folder): is a directory; expected a file of StableHLO text")
    #expect(message("no/such/file.mlir") == "no/such/file.mlir: there is no such file")
  }

  @Test func `a dash is standard input`() throws {
    #expect(try SourceFiles.find(["-"]) == ["-"])
    #expect(SourceFiles.name("-") == "standard input" && SourceFiles.name("a.mlir") == "a.mlir")
  }
}
