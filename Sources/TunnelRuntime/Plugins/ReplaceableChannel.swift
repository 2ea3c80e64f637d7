import Configuration
import CurlHTTP
import PluginHost

/// A channel, what it was configured with, and the library files that serve it at the moment.
@NetworkLoop
final class ReplaceableChannel {
  let setting: BindingSetting
  let binding: ReplaceableBinding
  private(set) var files: [String: FileIdentity]
  /// Why the last new build was not taken; nil: it was, or there was none.
  var failure: String?

  init(_ setting: BindingSetting, _ opened: OpenedBinding, _ binding: ReplaceableBinding) {
    self.setting = setting
    self.binding = binding
    files = opened.files
  }

  /// Whether one of its files is another one by now. One that is not there any more is no new build.
  var hasNewBuild: Bool {
    files.contains { path, identity in FileIdentity(path).map { $0 != identity } ?? false }
  }

  /// Whether the plugin serves it, or supplies its credentials.
  func uses(_ id: String) -> Bool { setting.pluginID == id || setting.auth?.pluginID == id }

  func take(_ opened: OpenedBinding) {
    binding.replace(with: opened.binding)
    files = opened.files
    failure = nil
  }
}
