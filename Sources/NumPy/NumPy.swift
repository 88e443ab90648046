// NumPy's functions on tensors, composed from the operations of the core: what the core
// differentiates, batches and prints, these are differentiated, batched and printed by.
//
// A negative axis counts from the last. Floating-point numbers in Swift are weak: they take the
// dtype of the tensor they meet.

@_exported import Touchstone
