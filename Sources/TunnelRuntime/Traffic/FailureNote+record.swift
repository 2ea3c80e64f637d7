import CommandDispatch
import Operator

extension FailureNote {
  /// The words of the wire in those of the history, and whose matter it is (user needs 5).
  var judgement: (status: RequestRecord.Status, failure: RequestFailure) {
    let (status, place): (RequestRecord.Status, RequestFailure.Source) =
      switch source {
      case "target_http": (.httpError, .mcpServer)
      case "timeout": (.timeout, .mcpServer)
      case "dns", "tls", "connect": (.transportError, .network)
      case "transport_closed", "protocol": (.transportError, .mcpServer)
      case "undeliverable": (.undelivered, .service)
      default: code == 503 ? (.cancelled, .client) : (.clientError, .client)
      }
    let text = detail.isEmpty ? "\(source)\(kind.isEmpty ? "" : ": \(kind)")" : detail
    return (
      status, RequestFailure(source: place, kind: kind.isEmpty ? source : kind, text: text.bounded(to: 512))
    )
  }
}

extension AnswerVerdict {
  /// Nil: the server is content. `showsMessage`: its words may be shown, being those of a payload.
  func judgement(showsMessage: Bool) -> (status: RequestRecord.Status, failure: RequestFailure)? {
    switch self {
    case .ok: return nil
    case .rpcError(let code, let message):
      var text = "the server answered with the JSON-RPC error \(code.map(String.init) ?? "without a code")"
      if showsMessage, let message { text += ": \(message)" }
      return (.rpcError, RequestFailure(source: .mcpServer, kind: "rpc_error", text: text.bounded(to: 512)))
    case .toolError:
      return (
        .toolError, RequestFailure(source: .mcpServer, kind: "tool_error", text: "the tool says that it failed")
      )
    }
  }
}
