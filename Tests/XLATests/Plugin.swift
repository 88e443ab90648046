import AllBackends
import Foundation
import Testing
import Touchstone
import XLABackend

/// The repository's root.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The plugin that `TOUCHSTONE_PJRT` names, or `tools/xla` fetched; `nil` if there is none.
let plugin = PluginFile.find(from: root)

/// The condition of suites that need a plugin.
let hasPlugin = ConditionTrait.enabled(
  if: plugin != nil, "there is no PJRT plugin; tools/xla fetches one")

/// The backend under test.
func xla() throws -> XLABackend { XLABackend(plugin: try #require(plugin)) }

/// The results of a program's text for `arguments`, in host memory.
func run(
  _ text: String, _ arguments: [any Buffer] = [], on backend: any Backend,
  _ options: RunOptions = RunOptions()
) throws -> [HostTensor] {
  try backend.compile(Program(text: text)).run(arguments, options).map { try $0.host() }
}

/// A vector of f32.
func vector(_ elements: [Double]) -> HostTensor {
  HostTensor(TensorType(.f32, [elements.count]), doubles: elements)
}
