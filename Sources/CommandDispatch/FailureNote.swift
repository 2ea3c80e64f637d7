/// What went wrong with a command, for people on this machine: the wire never carries the detail.
public struct FailureNote: Sendable, Equatable {
  /// In the words of the wire: `target_http`, `dns`, `tls`, `connect`, `transport_closed`, `timeout`, `protocol`,
  /// `client_internal`.
  public var source: String
  /// Finer; empty when there is nothing to add.
  public var kind: String
  /// The code of the answer that tells of it.
  public var code: Int
  /// May name hosts and paths of the inside.
  public var detail: String

  public init(source: String, kind: String, code: Int, detail: String) {
    self.source = source
    self.kind = kind
    self.code = code
    self.detail = detail
  }
}
