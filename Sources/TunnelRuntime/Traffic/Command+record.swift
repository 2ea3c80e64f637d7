import ControlPlane
import CurlHTTP
import Operator
import RawJSON

extension Command {
  /// Since the poll's answer brought it.
  var microseconds: Int64 {
    let (seconds, attoseconds) = (ContinuousClock.now - receivedAt).components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }

  var recordKind: RequestRecord.Kind {
    switch kind {
    case .message(let message):
      switch message.kind {
      case .request: .request
      case .notification: .notification
      case .response: .response
      }
    case .sessionTermination: .sessionTermination
    case .oauthDiscovery: .oauthDiscovery
    }
  }

  /// A hash of its session's id (FNV-1a), which is as good as a key and is not shown; 0: there is none.
  var sessionMark: UInt32 {
    for index in 0..<headers.count where headers.isNamed(index, "mcp-session-id") {
      return headers.withLine(index) { _, value in
        max(1, value.reduce(2_166_136_261) { hash, byte in (hash ^ UInt32(byte)) &* 16_777_619 })
      }
    }
    return 0
  }
}
