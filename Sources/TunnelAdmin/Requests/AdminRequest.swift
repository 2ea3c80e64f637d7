/// One call of the management API, before it is known where to and as whom (operator spec 14.4).
struct AdminRequest: Sendable, Equatable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"

    /// Whether it may arrive twice (RFC 9110 §9.2.2).
    var isIdempotent: Bool { self != .post }
  }

  let method: Method
  /// Begins with a slash; escaped.
  let path: String
  /// With its question mark, or empty; escaped.
  let query: String
  let body: [UInt8]?

  private init(_ method: Method, _ path: String, query: String = "", body: [UInt8]? = nil) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
  }

  private static let tunnels = "/v1/tunnels"

  static func create(_ draft: TunnelDraft) -> AdminRequest { AdminRequest(.post, tunnels, body: draft.body) }

  static func get(_ id: String) throws(AdminFailure) -> AdminRequest { AdminRequest(.get, try path(id)) }

  static func update(_ id: String, _ change: TunnelChange) throws(AdminFailure) -> AdminRequest {
    AdminRequest(.post, try path(id), body: change.body)
  }

  static func delete(_ id: String) throws(AdminFailure) -> AdminRequest { AdminRequest(.delete, try path(id)) }

  /// `after`: What the page before this one ended with.
  static func list(_ scope: TunnelScope, after: String? = nil) -> AdminRequest {
    let (name, value) = scope.query
    var query = "?\(name)=\(escaped(value))"
    if let after { query += "&after=\(escaped(after))" }
    return AdminRequest(.get, tunnels, query: query)
  }

  private static func path(_ id: String) throws(AdminFailure) -> String {
    guard !Words.isBlank(id) else { throw .invalid("the id of the tunnel is missing") }
    // Dots alone would be taken for a way up the path, and the request for one about all tunnels.
    guard id != ".", id != ".." else { throw .invalid("\"\(id)\" is not the id of a tunnel") }
    return "\(tunnels)/\(escaped(id))"
  }

  /// With everything escaped but what RFC 3986 §2.3 calls unreserved.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95, 126: output.append(byte)
      default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
