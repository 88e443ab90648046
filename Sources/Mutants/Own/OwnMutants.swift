/// Further mutants of the classes of the public list.
package enum OwnMutants {
  package static let all: [Mutant] =
    elementwise + functions + integers + reductions + order + products + windows + movement
    + network + algebra + random + gradients + transforms + runtime
}
