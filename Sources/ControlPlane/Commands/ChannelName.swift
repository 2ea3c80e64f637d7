/// Names of channels (dataplane spec GEN-05).
public enum ChannelName {
  public static let main = "main"
  /// The name of an embedded server that the operator cannot configure.
  public static let reserved = "harpoon"

  /// Trimmed and in lower case, blank is `main`; nil when it cannot be a channel's name.
  public static func canonical(_ text: String) -> String? {
    let name = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    if name.isEmpty { return main }
    let isValid =
      name.utf8.count <= 64
      && name.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
      }
    return isValid ? name : nil
  }
}
