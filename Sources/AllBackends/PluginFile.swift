import Foundation

/// Where the plugin of the backend `xla` lies.
public enum PluginFile {
  /// The file that `TOUCHSTONE_PJRT` names, or one that `tools/xla` put into `.cache/xla` of the
  /// `folder`, or of a folder around it; `nil` if there is none.
  ///
  /// A name that the variable gives is taken as it is, so that a wrong one is reported when the plugin
  /// is loaded, and not passed over.
  public static func find(
    from folder: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  ) -> String? {
    if let named = ProcessInfo.processInfo.environment["TOUCHSTONE_PJRT"], !named.isEmpty {
      return named
    }
    var folder = folder.standardizedFileURL
    while true {
      let cache = folder.appending(path: ".cache/xla")
      for name in names {
        let file = cache.appending(path: name).path
        if FileManager.default.isReadableFile(atPath: file) { return file }
      }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  /// The plugins that `tools/xla` fetches, the one to be preferred first.
  public static let names = ["xla_cuda_plugin.so", "xla_cpu_pjrt.so"]
}
