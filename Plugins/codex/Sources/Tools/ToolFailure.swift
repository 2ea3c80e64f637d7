internal import TunnelPluginKit

/// Why a call of a tool failed: a JSON-RPC error with data (operator spec 21.8.1).
struct ToolFailure: Error, Equatable {
  let code: String
  let message: String
  let hint: String?
  var operation: String?
  var exitCode: Int32?
  var errors: String?

  init(_ code: String, _ message: String, hint: String? = nil) {
    (self.code, self.message, self.hint) = (code, message, hint)
  }

  func write(to object: inout JSONWriter, _ secrets: SecretText) {
    object.member("code", -32000)
    object.member("message", secrets.redacted(message))
    object.key("data")
    object.object { data in
      data.member("code", code)
      data.optional("hint", hint.map(secrets.redacted))
      data.optional("operation", operation)
      if let exitCode { data.member("exit_code", Int(exitCode)) }
      data.optional("stderr", errors.map(secrets.redacted))
    }
  }
}
