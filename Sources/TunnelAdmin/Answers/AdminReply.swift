import RawJSON

/// An answer, to be read as what it should be.
struct AdminReply: Sendable {
  let method: String
  let path: String
  let status: Int
  let body: [UInt8]
  let requestID: String?

  func tunnel() throws(AdminFailure) -> ManagedTunnel {
    let tunnel = read { cursor throws(JSONError) in try ManagedTunnel(&cursor) }
    guard let tunnel else { throw unreadable("it is not a tunnel") }
    return tunnel
  }

  func page() throws(AdminFailure) -> TunnelPage {
    let page = read { cursor throws(JSONError) in try TunnelPage(&cursor) }
    guard let page else { throw unreadable("it is not a list of tunnels") }
    return page
  }

  /// Nil when the body is not JSON, or not what it should be.
  private func read<Value>(_ value: (inout JSONCursor) throws(JSONError) -> Value?) -> Value? {
    body.withUnsafeBytes { bytes in
      var cursor = JSONCursor(bytes)
      guard let result = try? value(&cursor), (try? cursor.end()) != nil else { return nil }
      return result
    }
  }

  private func unreadable(_ why: String) -> AdminFailure {
    AdminFailure(
      .unreadable, "the answer cannot be read: \(why)", method: method, path: path, status: status,
      code: "invalid_answer", requestID: requestID,
      mitigation: "Check --control-plane.base-url and --control-plane.url-path: something else may answer there.")
  }
}
