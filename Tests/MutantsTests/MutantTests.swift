import Mutants
import Testing

struct MutantTests {
  private static let suite = Result { try SuiteItems(try Repository.find(), keras: false) }

  @Test
  func `the public list has fifty mutants and twelve benign variants, each with an id of its own`()
  {
    #expect(PublicMutants.all.count == 50)
    let benign = Set(BenignVariants.all.map { $0.id.prefix { $0 != "." } })
    #expect(benign.count == 12)
    let ids = (PublicMutants.all + OwnMutants.all + BenignVariants.all).map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(OwnMutants.all.count >= 100)
  }

  @Test(arguments: ["P-EW-01", "P-IN-01", "P-SO-02", "P-MM-03", "P-IX-03"])
  func `a mutant is killed by a case that names its operation`(_ id: String) throws {
    let mutant = try #require(PublicMutants.all.first { $0.id == id })
    let outcome = SelfTest(try Self.suite.get(), .full, base: ReferenceBackend()).outcome(mutant)
    #expect(outcome.status == .killed)
    #expect(outcome.isLocalised && outcome.isReproduced)
  }

  @Test func `code that is never reached, or makes no difference, is said to be not reached`()
    throws
  {
    let same = Mutant(
      "X-EW-01", ["abs"], "nothing is wrong", .kernels(["abs"], { _ in nil }))
    let elsewhere = Mutant(
      "X-EW-02", ["nothing"], "no such operation", .kernels(["nothing"], { _ in nil }))
    let test = SelfTest(try Self.suite.get(), .full, base: ReferenceBackend())
    #expect(test.outcome(same).status == .unreached)
    #expect(test.outcome(same).runs > 0)
    #expect(test.outcome(elsewhere).runs == 0)
  }

  @Test func `a difference that no case minds is tolerated`() throws {
    // The payload of a NaN is nobody's concern.
    let mutant = Mutant(
      "X-EW-03", ["negate"], "another NaN",
      .kernels(["negate"]) { a in
        [
          HostTensor(
            a.types[0],
            initialize: { bytes in
              a.right[0].withBytes { bytes.copyMemory(from: $0) }
              guard a.types[0].dtype == .f32 else { return }
              for i in 0..<a.types[0].count
              where bytes[4 * i + 3] & 0x7f == 0x7f && bytes[4 * i + 2] & 0xc0 == 0xc0 {
                bytes[4 * i] ^= 1
              }
            })
        ]
      })
    let outcome = SelfTest(try Self.suite.get(), .full, base: ReferenceBackend()).outcome(mutant)
    #expect(outcome.status == .tolerated)
  }

  @Test func `a seed draws other numbers, on which verdicts are the same`() throws {
    let suite = try Self.suite.get()
    let test = SelfTest(suite, .smoke, base: ReferenceBackend())
    let drawn = test.redrawn(try suite.redrawn(1, Repository.find()))
    let mutant = try #require(PublicMutants.all.first { $0.id == "P-MM-01" })
    #expect(drawn.outcome(mutant, 1).status == .killed)
    let variant = try #require(BenignVariants.all.first { $0.id == "P-BEN-06" })
    let (own, other) = (test.outcome(variant), drawn.outcome(variant, 1))
    #expect(other.status == .passed, "\(other.failures)")
    // Only what a seed changes is tried again.
    #expect(other.caseCount < own.caseCount)
  }

  // P-BEN-02 and P-BEN-10 take too long here, and no case of the smoke tier tells P-BEN-05 or P-BEN-09
  // from the reference.
  @Test(
    arguments: BenignVariants.all.filter {
      !["P-BEN-02", "P-BEN-05", "P-BEN-09", "P-BEN-10"].contains($0.id)
    })
  func `a benign variant passes the smoke tier`(_ variant: Mutant) throws {
    let outcome = SelfTest(try Self.suite.get(), .smoke, base: ReferenceBackend()).outcome(variant)
    #expect(outcome.status == .passed, "\(outcome.failures)")
  }
}

extension Mutant: CustomTestStringConvertible {
  /// The id.
  public var testDescription: String { id }
}
