/// Further mutants of the classes of the public list.
package enum OwnMutants {
  package static let all: [Mutant] = []
}
