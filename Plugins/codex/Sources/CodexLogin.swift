internal import TunnelPluginKit

/// A sign-in with a device code.
struct CodexLogin {
  var isPending = false
  var type: String?
  var loginID: String?
  var verificationURL: String?
  var userCode: String?
  var startedAt = WallClock.never
  var lastError: String?

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("pending", isPending)
      object.optional("type", type)
      object.optional("login_id", loginID)
      object.optional("verification_url", verificationURL)
      object.optional("user_code", userCode)
      object.member("started_at", startedAt)
      object.optional("last_error", lastError)
    }
  }
}
