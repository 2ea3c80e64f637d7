/// What a scan accepts beyond the grammar of RFC 8259.
public struct JSONLimits: Sendable, Hashable {
  /// How many objects and arrays may be open at once.
  public var maxDepth: Int
  /// How long a document may be, in bytes.
  public var maxBytes: Int
  /// Whether `"\ud800"` without its other half is a string. RFC 8259 §8.2 allows it and leaves its meaning open.
  public var allowsLoneSurrogates: Bool

  /// 128 levels, 64 MiB, lone surrogates allowed.
  public static let `default` = JSONLimits()

  public init(maxDepth: Int = 128, maxBytes: Int = 64 << 20, allowsLoneSurrogates: Bool = true) {
    self.maxDepth = maxDepth
    self.maxBytes = maxBytes
    self.allowsLoneSurrogates = allowsLoneSurrogates
  }
}
