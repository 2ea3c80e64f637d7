import CCurl
import Glibc

/// Why a request brought no complete answer.
public struct HTTPFailure: Error, Sendable, Equatable {
  /// Where it failed; the first six are sources on the wire (`tunnel_failure.source`, dataplane spec 12.3).
  public enum Source: Sendable, Equatable {
    case dns
    case tls
    case connect
    case closed
    case timeout
    case `protocol`
    case `internal`
    case tooLarge
    case cancelled
  }

  public var source: Source
  /// Finer, in the words of the wire (`transport_error_kind`): `connection_refused`, `eof`, ….
  public var kind: String
  /// For the operator's log; may name hosts.
  public var detail: String
  /// Whether status and headers of the answer had come.
  public var hadHead = false

  public init(_ source: Source, kind: String, detail: String) {
    self.source = source
    self.kind = kind
    self.detail = detail
  }

  public static let cancelled = HTTPFailure(.cancelled, kind: "canceled", detail: "cancelled")

  /// Classifies libcurl's result from its code and the socket's last error, never from a text.
  init(code: CURLcode, systemError: Int, detail: String) {
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      self.init(.dns, kind: "dns", detail: text)
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_PROXY:
      self.init(.connect, kind: Self.connectKind(systemError), detail: text)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
      CURLE_USE_SSL_FAILED, CURLE_SSL_SHUTDOWN_FAILED:
      self.init(.tls, kind: "tls", detail: text)
    case CURLE_OPERATION_TIMEDOUT:
      self.init(.timeout, kind: "timeout", detail: text)
    case CURLE_GOT_NOTHING:
      self.init(.closed, kind: "eof", detail: text)
    case CURLE_PARTIAL_FILE:
      self.init(.closed, kind: "unexpected_eof", detail: text)
    // A large body that was under way when a used connection closed: libcurl would send it again, and cannot.
    case CURLE_SEND_FAIL_REWIND:
      self.init(.closed, kind: "connection_closed", detail: text)
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      self.init(.closed, kind: Self.closedKind(systemError), detail: text)
    case CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT,
      CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP_RETURNED_ERROR:
      self.init(.protocol, kind: "invalid_protocol_response", detail: text)
    default:
      self.init(.internal, kind: "unknown", detail: text)
    }
  }

  private static func connectKind(_ systemError: Int) -> String {
    switch CInt(systemError) {
    case ECONNREFUSED, ENOENT: "connection_refused"
    case ENETUNREACH: "network_unreachable"
    case EHOSTUNREACH: "host_unreachable"
    default: "dial"
    }
  }

  private static func closedKind(_ systemError: Int) -> String {
    switch CInt(systemError) {
    case ECONNRESET: "connection_reset"
    case ECONNABORTED: "connection_aborted"
    case EPIPE: "closed_pipe"
    default: "connection_closed"
    }
  }
}
