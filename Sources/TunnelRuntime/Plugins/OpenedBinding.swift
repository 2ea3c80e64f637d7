import PluginHost

/// A binding that was just opened, and the library files that it was opened from.
struct OpenedBinding {
  let binding: any ChannelBinding
  /// By path. The file of an auth provider in a process of its own is known to that process only.
  let files: [String: FileIdentity]
}
