/// A value of a YAML document, with its place in the file.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    /// `isPlain`: written without quotes, so that it may stand for a number, a boolean or null.
    case scalar(text: String, isPlain: Bool)
    case sequence([YAMLNode])
    /// In the order of the file; a key that stands twice is there twice.
    case mapping([Member])
  }

  public struct Member: Sendable {
    public let key: String
    /// Where the key stands.
    public let line: Int
    public let value: YAMLNode
  }

  public let content: Content
  /// Counted from 1.
  public let line: Int

  /// What a person calls it.
  public var kindName: String {
    switch content {
    case .scalar: isNull ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Whether nothing was written (`key:`), or `null` (YAML 1.2, 10.3.2).
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}
