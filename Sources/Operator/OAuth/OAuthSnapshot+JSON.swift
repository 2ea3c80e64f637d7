import CurlHTTP
import HTTPServing
import NIOCore
import OAuthDiscovery
import RawJSON

extension OAuthSnapshot {
  /// What is shown of a body, in bytes.
  private static let bodyLimit = 64 << 10

  private static let mode = "only authorization_servers[0] is used; further entries are ignored"

  /// In the shape of operator spec 11.5.
  var json: [UInt8] {
    let servers = report?.document?.metadata.authorizationServers ?? []
    var writer = JSONWriter()
    writer.object { root in
      if !discoveryURLs.isEmpty {
        root.member("discovery_urls") { $0.array(discoveryURLs) { $1.value($0) } }
      }
      if let report { root.member("metadata") { $0.object { metadata(report, &$0) } } }
      if let error = shownError { root.member("error", error) }
      if isPending { root.member("pending", true) }
      if let report {
        root.member("www_authenticate_probe") { writer in
          writer.object { probe in
            probe.member("attempted", report.probe.attempted)
            if let url = report.probe.url { probe.member("url", url) }
            if let error = report.probe.error { probe.member("error", error) }
          }
        }
        if let source { root.member("metadata_source", source) }
      }
      root.member("auth_server_metadata_mode", Self.mode)
      root.member("authorization_server_count", servers.count)
      if let first = servers.first { root.member("selected_authorization_server", first) }
      if let asOf { root.member("as_of", asOf.rfc3339) }
    }
    return writer.bytes
  }

  private var shownError: String? {
    if let error { return error }
    switch report?.verdict {
    case .failed(let why), .unreachable(let why): return why
    case .found, .notAdvertised, nil: return nil
    }
  }

  private var source: String? {
    switch report?.verdict {
    case .found: report?.document?.source == .wwwAuthenticate ? "www_authenticate" : "well_known"
    case .notAdvertised: "not_advertised"
    case .failed, .unreachable, nil: nil
    }
  }

  private func metadata(_ report: DiscoveryReport, _ object: inout JSONWriter) {
    if let document = report.document { object.member("url", document.url) }
    if let asOf { object.member("fetched_at", asOf.rfc3339) }
    if let status = report.lastStatus { object.member("status_code", status) }
    if let document = report.document {
      Self.write(document.headers, to: &object)
      Self.write(document.body, to: &object)
    }
    object.member("attempts") { writer in
      writer.array(report.attempts) { attempt, writer in
        writer.object { member in
          member.member("url", attempt.url)
          member.member("source", attempt.source.rawValue)
          if attempt.tried { member.member("tried", true) }
          if let status = attempt.status { member.member("status_code", status) }
          if let error = attempt.error { member.member("error", error) }
          if attempt.selected { member.member("selected", true) }
        }
      }
    }
    if let server = report.authorizationServer {
      object.member("auth_server_metadata") { $0.object { Self.write(server, to: &$0) } }
    }
  }

  private static func write(_ server: AuthorizationServerReport, to object: inout JSONWriter) {
    object.member("issuer_url", server.issuer)
    if let url = server.selected?.url { object.member("selected_url", url) }
    object.member("attempts") { writer in
      writer.array(server.attempts) { attempt, writer in
        writer.object { member in
          member.member("url", attempt.url)
          member.member("document", attempt.document)
          member.member("path_style", attempt.pathStyle)
          if attempt.tried { member.member("tried", true) }
          if attempt.selected { member.member("selected", true) }
          if let status = attempt.status { member.member("status_code", status) }
          if let error = attempt.error { member.member("error", error) }
          if let warning = attempt.warning { member.member("warning", warning) }
          if attempt.issuerMismatch {
            member.member("issuer_mismatch", true)
            member.member("expected_issuer_url", server.issuer)
          }
          if let issuer = attempt.metadataIssuer { member.member("metadata_issuer", issuer) }
          if !attempt.headers.isEmpty { write(attempt.headers, to: &member) }
          if let body = attempt.body { write(body, to: &member) }
        }
      }
    }
  }

  /// Each name once, with all its values; cookies are nobody's business (W-39).
  private static func write(_ headers: HTTPFields, to object: inout JSONWriter) {
    var lines: [(name: String, values: [String])] = []
    var size = 0
    for index in 0..<headers.count {
      let (name, value) = (headers.name(at: index), headers.value(at: index))
      size += name.utf8.count + value.utf8.count
      guard name.lowercased() != "set-cookie", size <= bodyLimit else { continue }
      if let known = lines.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
        lines[known].values.append(value)
      } else {
        lines.append((name, [value]))
      }
    }
    object.member("headers") { writer in
      writer.object { member in
        for (name, values) in lines { member.member(name) { $0.array(values) { $1.value($0) } } }
      }
    }
  }

  /// JSON as it is; what is none, or too large, as the beginning of a text.
  private static func write(_ body: ByteBuffer, to object: inout JSONWriter) {
    if body.readableBytes <= bodyLimit, body.withUnsafeReadableBytes({ JSONCursor.kind(ofDocument: $0) }) != nil {
      object.member("body") { $0.value(encoded: Array(body.readableBytesView)) }
    } else {
      object.member("body_text", String(decoding: body.readableBytesView.prefix(bodyLimit), as: UTF8.self))
    }
  }
}
