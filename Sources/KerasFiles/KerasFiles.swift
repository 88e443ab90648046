// Models in files: Keras's `.keras` and `.weights.h5`, safetensors, and StableHLO text.

@_exported import Keras
