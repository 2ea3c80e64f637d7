internal import CTunnelPlugin

extension Host {
  /// Reads the secret behind a reference of the plugin's own configuration ("secret:file:/path") as it is now. `done` is
  /// called once on the host thread, later, unless the plugin is destroyed before.
  ///
  /// - Throws: why nothing is read.
  public func readSecret(
    _ reference: String, done: @escaping (Result<String, PluginError>) -> Void
  ) throws(PluginError) {
    try require(.secret)
    guard let read = secretTable?.pointee.read else { throw .missing(.secret) }
    let pending = Unmanaged.passRetained(PendingSecret(done))
    let text = StableText(reference)
    let status = withExtendedLifetime(text) {
      read(
        pointer, tunnel_string(text.text),
        { user, status, text in
          guard let user else { return }
          let pending = Unmanaged<PendingSecret>.fromOpaque(user).takeRetainedValue()
          let text = BorrowedText(text).string
          let status = PluginStatus(rawValue: status)
          pending.done(status.isOK ? .success(text) : .failure(PluginError(status, text)))
        }, pending.toOpaque())
    }
    guard status < 0 else { return }
    pending.release()
    throw PluginError(PluginStatus(rawValue: status), "'\(HostService.secret.name)' did not read a secret (\(status))")
  }
}

private final class PendingSecret {
  let done: (Result<String, PluginError>) -> Void

  init(_ done: @escaping (Result<String, PluginError>) -> Void) {
    self.done = done
  }
}
