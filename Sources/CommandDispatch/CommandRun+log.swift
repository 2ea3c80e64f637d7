import ControlPlane
import Logging
import NIOCore

// What the log has of a command (dataplane spec LG-02, ER-08): how to find it again, and never a URL, a body, or a
// session.
extension CommandRun {
  var ids: Logger.Metadata { command.logIDs }

  var idsAndMethod: Logger.Metadata { ids.merging(["rpc_method": "\(command.method ?? "-")"]) { $1 } }

  func log(_ failure: TunnelFailure, code: Int, detail: String) {
    observer?.failed(
      command, FailureNote(source: failure.source, kind: failure.kind, code: code, detail: detail))
    var metadata = idsAndMethod
    metadata["failure_source"] = "\(failure.source)"
    metadata["transport_error_kind"] = "\(failure.kind)"
    metadata["status_code"] = "\(code)"
    metadata["upstream_response_received"] = "\(failure.upstreamStatus != nil)"
    if let status = failure.upstreamStatus { metadata["upstream_status"] = "\(status)" }
    if !detail.isEmpty { metadata["detail"] = "\(detail)" }
    logger.warning("the command failed at the MCP side; answering with an error", metadata: metadata)
  }

  /// The end of the last attempt to deliver the terminal answer, when there is something to say of it.
  func logDelivery(_ disposition: ResponseDelivery.Disposition, _ posting: Posting?) {
    guard disposition != .accepted else { return }
    var metadata = ids
    metadata["tunnel_request_id"] = "\(posting?.serviceRequestID ?? "missing_request_id")"
    guard disposition != .alreadyOver else {
      return logger.warning("response already fulfilled or unknown request", metadata: metadata)
    }
    metadata["reason"] = "\(disposition)"
    if let failure = posting?.lastFailure, !failure.isEmpty { metadata["error"] = "\(failure)" }
    logger.error("failed to post response to control plane", metadata: metadata)
  }

  /// The answer does not depend on them, but whoever misses progress should find out why (W-17).
  func logDroppedNotifications() {
    let count = outbox.droppedNotifications
    guard count > 0 else { return }
    logger.warning(
      "notifications of the MCP server were dropped: the control plane refused one, or took them too slowly",
      metadata: ids.merging(["dropped": "\(count)"]) { $1 })
  }
}

extension Command {
  private static let longestID = 128

  /// The ids by which the service, the caller and its MCP client know it (CP-10, LG-02).
  var logIDs: Logger.Metadata {
    var ids: Logger.Metadata = ["request_id": "\(requestID)", "channel": "\(channel)"]
    if let caller = clientRequestID { ids["cmd_request_id"] = "\(caller.prefix(Self.longestID))" }
    if let id, let raw = id.getString(at: id.readerIndex, length: min(id.readableBytes, Self.longestID)) {
      ids["rpc_request_id"] = "\(raw)"
    }
    return ids
  }
}
