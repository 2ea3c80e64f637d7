/// The answer of `/readyz`.
public struct Readiness: Sendable, Equatable {
  /// 200 or 503.
  public var ready: Bool
  /// The body, exactly: `ready`, or the reason why not.
  public var text: String

  /// An answer.
  public init(ready: Bool, text: String) {
    self.ready = ready
    self.text = text
  }
}
