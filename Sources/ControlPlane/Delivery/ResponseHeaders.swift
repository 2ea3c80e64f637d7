public import CurlHTTP
import RawJSON

/// Which headers of the server's answer go back, and in which shape (dataplane spec HD-07, HD-08).
public enum ResponseHeaders {
  /// In the spelling of the wire, and in lower case to compare.
  private static let allowed: [(wire: String, lower: StaticString)] = [
    ("Access-Control-Expose-Headers", "access-control-expose-headers"),
    ("Content-Type", "content-type"),
    ("Last-Event-Id", "last-event-id"),
    ("Mcp-Protocol-Version", "mcp-protocol-version"),
    ("Mcp-Session-Id", "mcp-session-id"),
    ("Www-Authenticate", "www-authenticate"),
  ]

  /// What becomes of `Content-Type`.
  public enum ContentType: Sendable {
    /// As the server sent it, if it did.
    case unchanged
    /// As the server sent it when it is an event stream, else `application/json`.
    case ofMessage
    /// As the server sent it, else this.
    case defaulting(String)
  }

  /// The allowed headers under their names on the wire, without empty values and what `Connection` nominates.
  public static func filtered(_ headers: HTTPFields?, contentType: ContentType) -> HTTPFields {
    var result = HTTPFields()
    let nominated = Set(
      (headers?.all("connection") ?? []).flatMap { $0.split(separator: ",") }
        .map { $0.split(separator: " ").joined().lowercased() })
    for name in allowed where !nominated.contains(name.wire.lowercased()) {
      var values = (headers?.all(name.lower) ?? []).filter { !$0.isEmpty }
      if name.wire == "Content-Type" { values = adjusted(values, contentType) }
      for value in values { result.append(name.wire, value) }
    }
    return result
  }

  private static func adjusted(_ values: [String], _ rule: ContentType) -> [String] {
    switch rule {
    case .unchanged: values
    case .defaulting(let fallback): values.isEmpty ? [fallback] : values
    case .ofMessage:
      values.first?.lowercased().hasPrefix("text/event-stream") == true ? values : ["application/json"]
    }
  }

  /// `{"Name":["value",…],…}`; lines of one name are next to each other.
  static func append(_ headers: HTTPFields, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    var previous: String?
    for index in 0..<headers.count {
      let name = headers.name(at: index)
      if name == previous {
        output.append(UInt8(ascii: ","))
      } else {
        if previous != nil { output += Array("],".utf8) }
        JSONQuoting.append(name, to: &output)
        output += Array(":[".utf8)
      }
      JSONQuoting.append(headers.value(at: index), to: &output)
      previous = name
    }
    output += Array(previous == nil ? "}".utf8 : "]}".utf8)
  }
}
