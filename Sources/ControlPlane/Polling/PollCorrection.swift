import CurlHTTP
import NIOCore
import RawJSON

/// The service's word that a poll came to the wrong cluster, and which token leads to the right one.
struct PollCorrection: Sendable, Equatable {
  /// Newer ones are larger.
  let revision: Int
  let token: String

  private static let longestBody = 64 << 10
  private static let longestToken = 4096
  /// 2^53-1: what every JSON reader can hold.
  private static let largestRevision = 1 << 53 - 1

  init(revision: Int, token: String) {
    self.revision = revision
    self.token = token
  }

  /// Nil for every answer that is not a correction to the letter; it is then an error like any other.
  init?(status: Int, headers: HTTPFields, body: ByteBuffer) {
    let tokens = headers.all("x-tunnel-shard-token")
    guard status == 409, tokens.count == 1, let token = tokens.first, Self.isToken(token),
      body.readableBytes <= Self.longestBody
    else { return nil }
    let members = try? body.slicing { bytes throws(JSONError) in try Members(bytes) }
    guard let members, members.isUnambiguous, members.code == "wrong_cluster", let revision = members.revision,
      members.token.map({ $0 == token }) ?? true
    else { return nil }
    self.init(revision: revision, token: token)
  }

  private static func isToken(_ text: String) -> Bool {
    (1...longestToken).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
  }

  /// The members of the body that matter.
  private struct Members {
    private(set) var code: String?
    private(set) var revision: Int?
    private(set) var token: String?
    /// Each of them came at most once: readers would disagree about which one counts.
    private(set) var isUnambiguous = true
    private var seen: Set<String> = []

    init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
      var cursor = JSONCursor(bytes)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        guard note(key.decoded, of: ["error"]) else {
          _ = try cursor.skipValue()
          continue
        }
        try readError(&cursor, bytes)
      }
      try cursor.end()
    }

    private mutating func readError(_ cursor: inout JSONCursor, _ bytes: UnsafeRawBufferPointer) throws(JSONError) {
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let name = key.decoded
        guard note(name, of: ["code", "policy_revision", "shard_token"]) else {
          _ = try cursor.skipValue()
          continue
        }
        switch name {
        case "code": code = try cursor.readString().decoded
        case "shard_token": token = try cursor.readString().decoded
        default: revision = Self.revision(bytes[try cursor.skipValue()])
        }
      }
    }

    private mutating func note(_ name: String, of names: [String]) -> Bool {
      guard names.contains(name) else { return false }
      if !seen.insert(name).inserted { isUnambiguous = false }
      return true
    }

    /// Digits only: no sign, fraction, exponent or quotes.
    private static func revision(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
      guard text.count <= 16, text.allSatisfy({ (48...57).contains($0) }) else { return nil }
      let number = text.reduce(0) { $0 * 10 + Int($1 - 48) }
      return number <= largestRevision ? number : nil
    }
  }
}
