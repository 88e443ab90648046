// The API of Keras 3. Layers live at the top; the classes of Keras's other modules in enumerations
// named like the modules: `Losses.Huber`, `Optimizers.Adam`, `Initializers.HeNormal`. Where a
// parameter asks for one of them, static members stand for Keras's strings: `loss: .huber()`.

@_exported import JSONValues
@_exported import NumPy
@_exported import Randomness
@_exported import Touchstone

/// A tensor's shape in which sizes may be open, as that of the batch mostly is.
public typealias Shape = [Int?]
