/// A backend or library that is right everywhere but for one mistake; or, if it is benign, one that is
/// right but differs as much as it may.
package struct Mutant: Sendable {
  /// The name it is called by: `P-EW-01`.
  package let id: String
  /// The operations, functions or classes of which reports must name one.
  package let subjects: Set<String>
  /// What it does wrong, in a few words.
  package let summary: String
  /// How it is made.
  package let means: Means
  /// The operations that it declares not to support.
  package var declined: Set<String> = []

  /// Ways of being wrong.
  package enum Means: Sendable {
    /// Other kernels for the operations of these names.
    case kernels(Set<String>, Alteration)
    /// Another backend made of a right one.
    case backend(@Sendable (_ base: any KernelBackend, _ id: String, ReachCounter) -> any Backend)
    /// A library with other rules, functions or classes; it is judged by stored results.
    case library(Scope)
    /// Objects of a class of Keras whose setting has a value of its own.
    case setting(_ className: String, _ key: String, JSON)
  }

  /// Runs its body with something else in force.
  package typealias Scope = @Sendable (ReachCounter, () -> [Verdict]) -> [Verdict]

  /// What an altered kernel is given, and what it gives instead; `nil` leaves the results as they are.
  package typealias Alteration = @Sendable (Application) throws -> [HostTensor]?

  /// One run of an operation.
  package struct Application {
    package let operation: any Primitive
    package let operands: [HostTensor]
    package let types: [TensorType]
    package let context: EvaluationContext
    /// The right results.
    package let right: [HostTensor]
    /// Something of this kernel's own that lives as long as it: what it computed last.
    package let memory: KernelMemory

    var x: HostTensor { operands[0] }
    var y: HostTensor { operands[1] }
    var result: HostTensor { right[0] }
    var type: TensorType { types[0] }
  }

  /// The class of mistakes: the letters between the hyphens of the id.
  package var group: String {
    let parts = id.split(separator: "-")
    return parts.count > 1 ? String(parts[1]) : id
  }

  package var isBenign: Bool { group == "BEN" }

  package init(_ id: String, _ subjects: Set<String>, _ summary: String, _ means: Means) {
    (self.id, self.subjects, self.summary, self.means) = (id, subjects, summary, means)
  }
}

extension Mutant {
  /// One with another kernel for one operation.
  static func kernel(
    _ id: String, _ operation: String, _ summary: String, _ alteration: @escaping Alteration
  ) -> Mutant {
    Mutant(id, [operation], summary, .kernels([operation], alteration))
  }

  /// One with another kernel for several operations, any of which reports may name.
  static func kernels(
    _ id: String, _ operations: Set<String>, _ summary: String, _ alteration: @escaping Alteration
  ) -> Mutant {
    Mutant(id, operations, summary, .kernels(operations, alteration))
  }

  /// One with another function of the library.
  static func function(
    _ id: String, _ name: String, _ summary: String, _ call: @escaping LibraryFunctions.Call
  ) -> Mutant {
    Mutant(
      id, [name], summary,
      .library { counter, body in
        let counted: LibraryFunctions.Call = { x, settings in
          counter.note(differs: true)
          return try call(x, settings)
        }
        return LibraryFunctions.$replacements.withValue([name: counted], operation: body)
      })
  }

  /// One with another class of Keras.
  static func keras(
    _ id: String, _ type: any KerasObject.Type, as name: String, _ summary: String
  ) -> Mutant {
    Mutant(
      id, [name], summary,
      .library { counter, body in
        KerasClasses.$replacements.withValue([name: type]) {
          counter.note(differs: true)
          return body()
        }
      })
  }

  /// One whose rules of derivatives or batches differ for one operation.
  static func rules(
    _ id: String, _ operation: String, _ summary: String,
    _ change: @escaping @Sendable (_ rules: inout Rules, ReachCounter) -> Void
  ) -> Mutant {
    Mutant(
      id, [operation], summary,
      .library { counter, body in
        var rules = Rules.own
        change(&rules, counter)
        return Rules.$current.withValue(rules, operation: body)
      })
  }
}
