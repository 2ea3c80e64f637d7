/// One command of a ``CommandPlugin``, as help and completion show it.
public struct CommandDescription: Sendable {
  /// The first word of the command line: `[a-z][a-z0-9-]*`, at most 32 bytes.
  public let name: StaticString
  /// One line for people.
  public let summary: StaticString
  /// What may come next, for completion.
  public let words: [StaticString]
  /// Help and completion leave it out.
  public let isHidden: Bool

  public init(_ name: StaticString, _ summary: StaticString, words: [StaticString] = [], isHidden: Bool = false) {
    self.name = name
    self.summary = summary
    self.words = words
    self.isHidden = isHidden
  }
}
