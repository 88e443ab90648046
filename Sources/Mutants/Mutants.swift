// The suite judged: wrong backends and libraries, each right but for one realistic mistake, and right
// ones that differ as much as they may. Read Mutant, then Public, then Running. No product ships it.

@_exported import KerasConformance
