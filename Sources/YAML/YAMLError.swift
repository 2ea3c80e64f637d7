/// Why a text is no YAML document that can be used.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Counted from 1.
  public let line: Int
  public let message: String

  public var description: String { "line \(line): \(message)" }
}
