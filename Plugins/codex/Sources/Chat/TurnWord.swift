internal import TunnelPluginKit

/// What a chat needs to know of one message of the app server.
struct TurnWord {
  let isRequest: Bool
  let turnID: String?
  let delta: String?
  let status: String?
  let error: String?
  /// The error is not the end: Codex tries again.
  let willRetry: Bool

  init(method: String, _ envelope: JSONSlice) {
    isRequest = envelope["id"] != nil
    let params = envelope["params"]
    let turn = params?["turn"]
    turnID = params?["turnId"]?.string ?? turn?["id"]?.string
    delta = params?["delta"]?.string
    status = turn?["status"]?.string ?? turn?["status"]?["type"]?.string
    error = turn?["error"]?["message"]?.string ?? params?["error"]?["message"]?.string
    willRetry = params?["willRetry"]?.bool ?? false
  }
}
