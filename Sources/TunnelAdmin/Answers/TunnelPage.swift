import RawJSON

/// A list of tunnels, or a part of one (operator spec 14.5).
struct TunnelPage: Sendable, Equatable {
  var tunnels: [ManagedTunnel] = []
  /// What the next part is asked for with; nil when this is all. Only where the service says that there is more: its
  /// contract does not promise parts, so we never ask for any.
  var next: String?

  /// The value that comes next, which must be an object; nil when there is no list in it, or something else is in the
  /// list.
  init?(_ cursor: inout JSONCursor) throws(JSONError) {
    var (hasMore, last, hasList) = (false, String?.none, false)
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      switch key {
      case "tunnels", "data":
        hasList = true
        try cursor.beginArray()
        while try cursor.nextElement() {
          guard let tunnel = try ManagedTunnel(&cursor) else { return nil }
          tunnels.append(tunnel)
        }
      case "has_more": hasMore = try cursor.peekKind() == .true ? try cursor.readBool() : skipped(&cursor)
      case "last_id": last = try cursor.text()
      default: _ = try cursor.skipValue()
      }
    }
    guard hasList else { return nil }
    if hasMore { next = last ?? tunnels.last?.id }
  }

  private func skipped(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
    _ = try cursor.skipValue()
    return false
  }
}
