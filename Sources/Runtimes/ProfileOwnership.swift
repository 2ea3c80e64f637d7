public import LocalState
import RawJSON
import Trust

/// Whose a profile is (W-67). Pure.
public enum ProfileOwnership: Sendable, Equatable {
  /// There is none.
  case absent
  /// As `connect` wrote it.
  case generated
  /// `connect` wrote it, and somebody changed it since.
  case edited
  /// A person's own.
  case foreign

  /// `text` is what is at `path` now, `urlFile` where the alias's daemon writes its URL: a profile of the peer, which
  /// records no digest, is told by that.
  public init(_ text: [UInt8]?, path: String, alias: AliasRecord?, urlFile: String) {
    guard let text else {
      self = .absent
      return
    }
    if let alias, alias.profilePath == path, let digest = alias.profileDigest {
      self = SHA256.digits(text) == digest ? .generated : .edited
    } else if let pointer = try? find(pointer: "/health/url_file", in: text.span.bytes),
      Self.string(Array(text[pointer])) == urlFile
    {
      self = alias?.profilePath == path && alias?.profileDigest == nil ? .generated : .edited
    } else {
      self = .foreign
    }
  }

  private static func string(_ json: [UInt8]) -> String? {
    json.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      return try? cursor.readString().decoded
    }
  }
}
