internal import TunnelPluginMCP

/// What the legacy handshake has come to; 2026-07-28 has none (dataplane spec HA-02).
///
/// All legacy callers share it: the service opens one session for a channel. A second handshake changes nothing for calls
/// that are under way.
enum SessionPhase {
  case new
  /// `initialize` is answered, `notifications/initialized` has not come.
  case initializing
  case ready

  mutating func admit(_ method: String) throws(RPCError) {
    switch (self, method) {
    case (.ready, _), (_, "ping"): break
    case (_, "initialize"): self = .initializing
    case (.new, _), (.initializing, _):
      throw .other(code: -32002, message: "method \"\(method)\" is invalid during session initialization")
    }
  }

  mutating func initialized() {
    if case .initializing = self { self = .ready }
  }
}
