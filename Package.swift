// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// Optional parts are built when their headers are there, and reported as absent otherwise.
func present(_ header: String) -> Bool { FileManager.default.fileExists(atPath: header) }
let hasMPFR = present("/usr/include/mpfr.h")
let hasHDF5 = present("/usr/include/hdf5/serial/hdf5.h")
let hasPNG = present("/usr/include/png.h")

let package = Package(
  name: "touchstone",
  products: [
    .library(
      name: "Touchstone",
      targets: ["Touchstone", "NumPy", "Randomness", "AllBackends", "ArrayFiles"]),
    .library(name: "Keras", targets: ["Keras", "KerasFiles", "Datasets"]),
    .library(name: "ConformanceKit", targets: ["ConformanceKit"]),
    .library(name: "JudgeCommand", targets: ["JudgeCommand"]),
    .executable(name: "touchstone", targets: ["TouchstoneCommand"]),
    .executable(name: "touchstone-judge", targets: ["TouchstoneJudge"]),
    .executable(name: "touchstone-bench", targets: ["TouchstoneBench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .target(name: "Touchstone", dependencies: hasMPFR ? ["CMPFR"] : []),
    .target(name: "Randomness", dependencies: ["Touchstone"]),
    .target(name: "NumPy", dependencies: ["Touchstone"]),
    .target(name: "JSONValues"),
    .target(name: "Keras", dependencies: ["Touchstone", "NumPy", "Randomness", "JSONValues"]),
    .target(name: "ArrayFiles", dependencies: ["Touchstone", "JSONValues", "CZip"]),
    .target(
      name: "KerasFiles",
      dependencies: ["Keras", "ArrayFiles", "CZip"] + (hasHDF5 ? ["CHDF5"] : [])),
    .target(
      name: "Datasets", dependencies: ["Keras", "CZlib"] + (hasPNG ? ["CPNG"] : [])),
    .target(name: "Examples", dependencies: ["Datasets", "KerasFiles"]),
    .target(name: "CWorkers"),
    .target(name: "Workers", dependencies: ["CWorkers"]),
    .target(name: "CTiles"),
    .target(
      name: "OpenBLASBackend",
      dependencies: ["Touchstone", "Workers", "COpenBLAS", "CTiles"]),
    .target(name: "XLABackend", dependencies: ["Touchstone", "CPJRT"]),
    .systemLibrary(name: "CPJRT"),
    .target(name: "CLLVM"),
    .target(
      name: "LLVMBackend",
      dependencies: [
        "Touchstone", "OpenBLASBackend", "COpenBLAS", "CLLVM", "CTiles", "Workers",
      ],
      exclude: ["README.md"]),
    .target(
      name: "AllBackends",
      dependencies: ["Touchstone", "OpenBLASBackend", "LLVMBackend", "XLABackend", "Workers"]),
    .target(
      name: "ConformanceKit",
      dependencies: ["Touchstone", "ArrayFiles", "JSONValues", "CTouchstonePlugin"]),
    .target(
      name: "KerasConformance",
      dependencies: ["Keras", "Randomness", "ConformanceKit", "ArrayFiles"]),
    .target(
      name: "Mutants", dependencies: ["KerasConformance", "NumPy", "Randomness", "AllBackends"]),
    .target(
      name: "JudgeCommand",
      dependencies: [
        "Touchstone", "ConformanceKit", "KerasConformance",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "TouchstoneJudge", dependencies: ["JudgeCommand"]),
    .executableTarget(
      name: "TouchstoneCommand",
      dependencies: [
        "JudgeCommand", "Touchstone", "NumPy", "ArrayFiles", "AllBackends", "ConformanceKit",
        "KerasConformance", "Mutants", "KerasFiles", "Datasets", "Examples", "LLVMBackend",
        "XLABackend",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "CPlainLoops"),
    .executableTarget(
      name: "TouchstoneBench",
      dependencies: [
        "Touchstone", "NumPy", "Keras", "AllBackends", "LLVMBackend", "COpenBLAS", "CPlainLoops",
      ]),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Touchstone", "ArrayFiles", "KerasFiles", "KerasConformance", "JSONValues", "AllBackends",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "KillSaves", dependencies: ["KerasFiles"]),
    .systemLibrary(
      name: "COpenBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CTouchstonePlugin"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"])]),
    .testTarget(
      name: "TouchstoneTests",
      dependencies: ["Touchstone", "ArrayFiles", "ConformanceKit", "CZip"]),
    .testTarget(name: "WorkersTests", dependencies: ["Workers"]),
    .testTarget(
      name: "ThreadedBackendTests",
      dependencies: ["Touchstone", "OpenBLASBackend", "Workers", "ConformanceKit", "JSONValues"]),
    .testTarget(
      name: "RandomnessTests",
      dependencies: ["Touchstone", "Randomness", "ArrayFiles", "AllBackends"]),
    .testTarget(
      name: "NumPyTests",
      dependencies: [
        "NumPy", "Randomness", "Touchstone", "ArrayFiles", "AllBackends", "JSONValues",
      ]),
    .testTarget(
      name: "KerasTests",
      dependencies: [
        "Keras", "ArrayFiles", "AllBackends", "ConformanceKit", "KerasConformance", "TestTraits",
      ]),
    .testTarget(
      name: "KerasFilesTests",
      dependencies: ["KerasFiles", "ArrayFiles", "AllBackends", "TestTraits"]),
    .testTarget(
      name: "XLATests",
      dependencies: ["XLABackend", "AllBackends", "ConformanceKit", "Keras", "NumPy"]),
    .testTarget(
      name: "LLVMTests",
      dependencies: ["LLVMBackend", "OpenBLASBackend", "Touchstone", "ConformanceKit"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "CZlib"]),
    .testTarget(name: "ExamplesTests", dependencies: ["Examples", "AllBackends", "TestTraits"]),
    .testTarget(
      name: "TutorialTests",
      dependencies: ["KerasFiles", "AllBackends", "ConformanceKit", "TestTraits"]),
    .target(name: "TestTraits", dependencies: ["Keras"], path: "Tests/TestTraits"),
    .testTarget(
      name: "TouchstoneCommandTests",
      dependencies: [
        "TouchstoneCommand", "ConformanceKit", "Keras", "ArrayFiles", "AllBackends",
      ]),
    .testTarget(name: "MutantsTests", dependencies: ["Mutants", "AllBackends"]),
    .testTarget(
      name: "JudgeTests",
      dependencies: [
        "Touchstone", "ConformanceKit", "JudgeCommand", "TouchstoneJudge", "JSONValues",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Touchstone", "ConformanceKit", "AllBackends", "JSONValues"]),
  ]
    + (hasMPFR
      ? [.systemLibrary(name: "CMPFR", providers: [.apt(["libmpfr-dev"])])] : [])
    + (hasHDF5
      ? [.systemLibrary(name: "CHDF5", providers: [.apt(["libhdf5-dev"])])] : [])
    + (hasPNG
      ? [.systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])])] : []),
  swiftLanguageModes: [.v6]
)
