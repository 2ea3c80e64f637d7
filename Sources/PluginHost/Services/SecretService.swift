import CTunnelPlugin
import CurlHTTP
import Synchronization

/// `tunnel.host.secret/1`: the present value of a secret that the plugin's own configuration names.
enum SecretService {
  typealias Done = @convention(c) (UnsafeMutableRawPointer?, tunnel_status, tunnel_string) -> Void

  /// `@unchecked Sendable`: the function is called on the loop only, with the plugin's own pointer.
  private struct Reading: @unchecked Sendable {
    let done: Done
    let user: UnsafeMutableRawPointer?
  }

  static let table = ServiceTable(
    tunnel_host_secret(size: UInt32(MemoryLayout<tunnel_host_secret>.size), read: read),
    denied: tunnel_host_secret(
      size: UInt32(MemoryLayout<tunnel_host_secret>.size), read: { host, _, _, _ in Denied.answer(host) }))

  /// So many may be read at once: some of them start a program.
  private static let most = 16

  private static let read:
    @convention(c) (UnsafePointer<tunnel_host>?, tunnel_string, Done?, UnsafeMutableRawPointer?) -> tunnel_status = {
      host, reference, done, user in
      guard let context = HostContext.of(host) else { return tunnel_status(TUNNEL_E_CLOSED) }
      guard let text = reference.text, let done else {
        context.report(.invalidArgument)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      guard context.secretReferences.withLock({ $0.contains(text) }) else {
        context.report(.foreignSecret)
        return tunnel_status(TUNNEL_E_INVALID)
      }
      let isAdmitted = context.secretsBeingRead.withLock { count in
        guard count < most else { return false }
        count += 1
        return true
      }
      guard isAdmitted else { return tunnel_status(TUNNEL_E_LIMIT) }
      let reading = Reading(done: done, user: user)
      Task(executorPreference: NetworkLoop.executor) { await finish(reading, text, context) }
      return success
    }

  @NetworkLoop
  private static func finish(_ reading: Reading, _ reference: String, _ context: HostContext) async {
    let result = await context.facilities.secrets(String(reference.dropFirst(SecretReferences.prefix.utf8.count)))
    context.secretsBeingRead.withLock { $0 -= 1 }
    guard !context.hasEnded else { return }
    var (status, text) = (success, "")
    switch result {
    case .success(let secret): text = secret
    case .failure(let failure): (status, text) = (tunnel_status(TUNNEL_E_SYSTEM), failure.reason)
    }
    text.withUTF8 { reading.done(reading.user, status, tunnel_string(UnsafeRawBufferPointer($0))) }
  }
}
