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
    .executable(name: "touchstone", targets: ["TouchstoneCommand"]),
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
    .target(name: "ArrayFiles", dependencies: ["Touchstone", "CZip"]),
    .target(
      name: "KerasFiles",
      dependencies: ["Keras", "ArrayFiles", "CZip"] + (hasHDF5 ? ["CHDF5"] : [])),
    .target(
      name: "Datasets", dependencies: ["Keras", "CZlib"] + (hasPNG ? ["CPNG"] : [])),
    .target(name: "Examples", dependencies: ["Datasets", "KerasFiles"]),
    .target(name: "CWorkers"),
    .target(name: "Workers", dependencies: ["CWorkers"]),
    .target(name: "OpenBLASBackend", dependencies: ["Touchstone", "COpenBLAS"]),
    .target(name: "AllBackends", dependencies: ["Touchstone", "OpenBLASBackend", "Workers"]),
    .target(name: "ConformanceKit", dependencies: ["Touchstone", "ArrayFiles", "JSONValues"]),
    .target(name: "KerasConformance", dependencies: ["Keras", "ConformanceKit", "ArrayFiles"]),
    .executableTarget(
      name: "TouchstoneCommand",
      dependencies: [
        "Touchstone", "NumPy", "ArrayFiles", "AllBackends", "ConformanceKit", "KerasConformance",
        "KerasFiles", "Datasets", "Examples",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "CPlainLoops"),
    .executableTarget(
      name: "TouchstoneBench",
      dependencies: ["Touchstone", "AllBackends", "COpenBLAS", "CPlainLoops"]),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Touchstone", "ArrayFiles", "KerasFiles",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "KillSaves", dependencies: ["KerasFiles"]),
    .systemLibrary(
      name: "COpenBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"])]),
    .testTarget(
      name: "TouchstoneTests", dependencies: ["Touchstone", "ArrayFiles", "ConformanceKit"]),
    .testTarget(name: "WorkersTests", dependencies: ["Workers"]),
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
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "CZlib"]),
    .testTarget(name: "ExamplesTests", dependencies: ["Examples", "AllBackends", "TestTraits"]),
    .testTarget(
      name: "TutorialTests",
      dependencies: ["KerasFiles", "AllBackends", "ConformanceKit", "TestTraits"]),
    .target(name: "TestTraits", dependencies: ["Keras"], path: "Tests/TestTraits"),
    .testTarget(
      name: "TouchstoneCommandTests",
      dependencies: ["TouchstoneCommand", "Keras", "ArrayFiles", "AllBackends"]),
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
