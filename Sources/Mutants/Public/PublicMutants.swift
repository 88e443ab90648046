/// The mutants of the public list, by class.
package enum PublicMutants {
  package static let all: [Mutant] =
    elementwise + functions + integers + reductions + order + products + windows + movement
    + network + algebra + random + gradients + transforms + runtime + keras
}
