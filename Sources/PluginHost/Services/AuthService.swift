import CTunnelPlugin
import CurlHTTP

/// `tunnel.host.auth/1`: what an auth provider answers.
enum AuthService {
  static let table = ServiceTable(
    tunnel_host_auth(
      size: UInt32(MemoryLayout<tunnel_host_auth>.size), supplied: supplied, failed: failed, closed: closed),
    denied: tunnel_host_auth?.none)

  private static let supplied:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_auth, UnsafePointer<tunnel_credential>?) -> tunnel_status = {
      host, handle, raw in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let raw, Int(raw.pointee.size) >= MemoryLayout<tunnel_credential>.size,
        let headers = raw.pointee.headers.fields, let secret = raw.pointee.secret.text
      else { return refused(context, handle, .invalidArgument) }
      let expiry = raw.pointee.expires_ns == 0 ? nil : MonotonicTime.instant(of: raw.pointee.expires_ns)
      let credential = Credential(headers: headers, secret: secret, expiry: expiry)
      guard credential.isUsable else { return refused(context, handle, .badCredential) }
      return answer(context, handle, .supplied(credential))
    }

  private static let failed:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_auth, UInt32, tunnel_string) -> tunnel_status = {
      host, handle, code, message in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let text = message.text else { return refused(context, handle, .invalidArgument) }
      let reason: AuthFailure.Reason =
        switch Int(code) {
        case Int(TUNNEL_AUTH_UNSUPPORTED): .unsupported
        case Int(TUNNEL_AUTH_UNAVAILABLE): .unavailable
        case Int(TUNNEL_AUTH_REFUSED): .refused
        case Int(TUNNEL_AUTH_TIMEOUT): .timeout
        default: .internal
        }
      return answer(context, handle, .failed(reason, LogText.printable(Array(text.utf8))))
    }

  private static let closed: @convention(c) (UnsafePointer<tunnel_host>?) -> tunnel_status = { host in
    guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
    context.reportClosed()
    return success
  }

  /// An answer that cannot be read ends the request all the same: nobody waits for a second one.
  private static func refused(_ context: HostContext, _ handle: UInt64, _ fault: PluginFault) -> tunnel_status {
    context.report(fault)
    _ = answer(context, handle, .failed(.internal, "it answered with a credential that cannot be used"))
    return tunnel_status(TUNNEL_E_INVALID)
  }

  private static func answer(
    _ context: HostContext, _ handle: UInt64, _ answer: CredentialTable.Answer
  ) -> tunnel_status {
    let (isAccepted, fault) = context.credentials.answer(handle, answer)
    if let fault { context.report(fault) }
    return isAccepted ? success : tunnel_status(TUNNEL_E_STALE)
  }
}
