/// What an isolated plugin's process says of itself now and then.
struct HostedStatus: Sendable, Equatable {
  /// The processes that the plugin runs, the oldest first.
  var children: [Int] = []
  /// Of the auth provider beside the plugin, since its process began.
  var auth: AuthActivity?

  private static let mostChildren = 256
  private static let longestError = 512

  /// The word of a stranger, made fit to be shown; nil when it cannot be true.
  var checked: HostedStatus? {
    guard children.count <= Self.mostChildren, children.allSatisfy({ (1...1 << 22).contains($0) }) else { return nil }
    guard var auth else { return self }
    // Counts only grow, and nothing happens so often.
    guard [auth.requests, auth.failures, auth.refusals].allSatisfy({ (0...1 << 40).contains($0) }) else { return nil }
    auth.lastError = auth.lastError.map { LogText.printable($0.utf8.prefix(Self.longestError)) }
    return HostedStatus(children: children, auth: auth)
  }
}

extension WireWriter {
  mutating func status(_ status: HostedStatus) {
    list(status.children) { $0.integer(UInt64(clamping: $1)) }
    optional(status.auth) { writer, auth in
      for count in [auth.requests, auth.failures, auth.refusals] { writer.integer(UInt64(clamping: count)) }
      writer.optional(auth.lastError) { $0.text($1) }
    }
  }
}

extension WireReader {
  mutating func status() throws(WireError) -> HostedStatus {
    let children = try list { (reader: inout WireReader) throws(WireError) in
      Int(clamping: try reader.integer(UInt64.self))
    }
    let auth = try optional { (reader: inout WireReader) throws(WireError) in
      var auth = AuthActivity()
      auth.requests = Int(clamping: try reader.integer(UInt64.self))
      auth.failures = Int(clamping: try reader.integer(UInt64.self))
      auth.refusals = Int(clamping: try reader.integer(UInt64.self))
      auth.lastError = try reader.optional { (reader: inout WireReader) throws(WireError) in try reader.text() }
      return auth
    }
    return HostedStatus(children: children, auth: auth)
  }
}
