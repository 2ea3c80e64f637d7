internal import CTunnelPlugin

/// The way to answer one request for a credential: `supplied` or `failed`, exactly once.
///
/// A small value; after the answer the handle is dead and a further one is a counted fault.
public struct CredentialSupply {
  /// Names a request, for `cancel`.
  public struct ID: Hashable, Sendable {
    let rawValue: tunnel_auth
  }

  /// Why there is no credential.
  public enum Failure: UInt32, Sendable {
    /// The plugin's own failure.
    case `internal` = 1
    /// This plugin does not serve that purpose.
    case unsupported = 2
    /// The source of credentials could not be reached or started; later it may.
    case unavailable = 3
    /// The source of credentials said no.
    case refused = 4
    case timeout = 5
  }

  public let id: ID
  private let host: UnsafePointer<tunnel_host>
  private let table: UnsafePointer<tunnel_host_auth>?

  init(id: ID, host: Host) {
    self.id = id
    self.host = host.pointer
    table = host.authTable
  }

  /// The credential: header fields, a secret, or both. `expiry` is `CLOCK_MONOTONIC` in nanoseconds
  /// (``MonotonicClock``); nil: it is good until a server refuses it.
  @discardableResult
  public func supplied(
    headers: [(name: String, value: String)] = [], secret: String = "", expiry: Int64? = nil
  ) -> PluginStatus {
    let fields = headers.map { (name: StableText($0.name), value: StableText($0.value)) }
    let secret = StableText(secret)
    return withExtendedLifetime((fields, secret)) {
      var list = HeaderList()
      for field in fields { list.append(HeaderField(name: field.name.text, value: field.value.text)) }
      return list.withHeaders { headers in
        var credential = tunnel_credential()
        credential.size = UInt32(MemoryLayout<tunnel_credential>.size)
        credential.headers = headers.list
        credential.secret = tunnel_string(secret.text)
        credential.expires_ns = expiry ?? 0
        return PluginStatus(
          rawValue: table?.pointee.supplied?(host, id.rawValue, &credential) ?? PluginStatus.unsupported.rawValue)
      }
    }
  }

  /// There is none; `message` is one line for the operator without any secret.
  @discardableResult
  public func failed(_ failure: Failure, _ message: String) -> PluginStatus {
    let message = StableText(message)
    return withExtendedLifetime(message) {
      PluginStatus(
        rawValue: table?.pointee.failed?(host, id.rawValue, failure.rawValue, tunnel_string(message.text))
          ?? PluginStatus.unsupported.rawValue)
    }
  }
}
