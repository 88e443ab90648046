// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "my-judge",
  dependencies: [.package(name: "touchstone", path: "touchstone")],
  targets: [
    .executableTarget(
      name: "my-judge",
      dependencies: [
        .product(name: "Touchstone", package: "touchstone"),
        .product(name: "JudgeCommand", package: "touchstone"),
      ])
  ]
)
