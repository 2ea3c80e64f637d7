import Channels

/// Names of channels (dataplane spec GEN-05).
public enum ChannelName {
  public static let main = "main"
  /// The name of an embedded server that the operator cannot configure.
  public static let reserved = "harpoon"

  /// Trimmed and in lower case, blank is `main`; nil when it cannot be a channel's name.
  public static func canonical(_ text: String) -> String? {
    let name = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    if name.isEmpty { return main }
    return ChannelRule.allows(name) ? name : nil
  }
}
