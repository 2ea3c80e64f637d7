internal import TunnelPluginKit

/// What to do with an answer, by its status and media type (dataplane spec HT-03).
enum AnswerPlan: Equatable {
  /// Not a success: read the beginning of the body; the host decides what the caller gets to see of it.
  case readError
  /// The status says it all; the body is read and dropped so that the connection can be used again.
  case acknowledge
  /// The status says it all and the body may never end.
  case leave
  /// One JSON body.
  case collect
  /// Server-sent events.
  case stream
  /// A success without what was asked for.
  case refuse(kind: Refusal)

  enum Refusal {
    case missingBody
    case notProtocol
  }

  init(_ purpose: CallPurpose, status: Int, contentType: BorrowedText?) {
    switch purpose {
    case .probe:
      self = .leave
    case .sessionEnd:
      self = .acknowledge
    case .request, .delivery:
      guard (200..<300).contains(status) else {
        self = .readError
        return
      }
      self = purpose == .delivery ? .acknowledge : Self.success(status, contentType)
    }
  }

  private static func success(_ status: Int, _ contentType: BorrowedText?) -> AnswerPlan {
    // Accepted, No Content, Reset Content: what a server says to a notification, not to a request.
    guard ![202, 204, 205].contains(status) else { return .refuse(kind: .missingBody) }
    let mediaType = contentType?.prefix(before: UInt8(ascii: ";")).trimmed() ?? BorrowedText()
    if mediaType.equalsIgnoringCase("application/json") { return .collect }
    if mediaType.equalsIgnoringCase("text/event-stream") { return .stream }
    return .refuse(kind: .notProtocol)
  }
}
