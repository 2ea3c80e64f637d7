internal import TunnelPluginKit

/// An error that ends a command with exit code 1: one message on the errors' side, or one JSON document on the output, in the
/// shape that every command of tunnel-client has (docs/cli.md, "Errors").
struct CommandFailure: Error, Equatable {
  /// The kinds that a script can tell apart; docs/codex.md lists those that the host does not have.
  enum Code: String {
    case usage = "usage_error"
    case io = "io_error"
    case notFound = "not_found"
    case unsupported = "unsupported"
    case failed = "failed"
    case configurationInvalid = "configuration_invalid"
    case missing = "codex_missing"
    case noAppServer = "app_server_unsupported"
    case codexFailed = "codex_failed"
    case codexTimeout = "codex_timeout"
    case signInNeeded = "codex_logged_out"
    case cancelled = "cancelled"
  }

  let code: Code
  /// What happened and where, a sentence without a full stop.
  let message: String
  /// What to do next.
  let hint: String?

  init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// For people.
  var line: String { (hint.map { "\(message); \($0)" } ?? message) + "\n" }

  var document: [UInt8] {
    var writer = JSONWriter()
    writer.object { document in
      document.key("error")
      document.object { error in
        error.member("code", code.rawValue)
        error.member("message", message)
        error.optional("hint", hint)
      }
    }
    return writer.bytes
  }
}
