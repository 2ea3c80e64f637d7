/// A file that cannot be used as a plugin, and why. One line for a person.
public struct PluginLoadFailure: Error, Sendable, CustomStringConvertible {
  public enum Reason: Error, Sendable {
    case unreadable(String)
    case notShared(String)
    case dynamicLoader(String)
    /// It takes the process with it.
    case crashed(String)
    case noEntry
    case abi(plugin: UInt32, host: UInt32)
    case entry(String)
    case descriptor(UInt32, String)
  }

  public let path: String
  public let reason: Reason

  public var description: String { "\(path): \(reason)" }
}

extension PluginLoadFailure.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let why): "cannot be read: \(why)"
    case .notShared(let why): "is not a shared library for this machine: \(why)"
    case .dynamicLoader(let why): "the dynamic loader refused it: \(why)"
    case .crashed(let how): "\(how). See `tunnel-client plugins verify`"
    case .noEntry: "exports no symbol \"tunnel_plugin\": it is a shared library, but not a tunnel-client plugin"
    case .abi(let plugin, let host):
      "was built for plugin ABI \(plugin >> 16).\(plugin & 0xFFFF), this host speaks \(host >> 16).\(host & 0xFFFF): "
        + (plugin >> 16 > host >> 16 ? "update tunnel-client" : "rebuild the plugin against this host's sdk/include")
    case .entry(let why): "its entry is unusable: \(why)"
    case .descriptor(let index, let why): "its descriptor \(index) is unusable: \(why)"
    }
  }
}
