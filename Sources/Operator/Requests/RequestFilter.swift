public import HTTPServing
import NIOHTTP1

/// Which commands of the history are wanted.
public struct RequestFilter: Sendable, Equatable {
  /// At most so many, the newest ones.
  public var limit = 100
  /// Of this channel.
  public var channel: String?
  /// Of this JSON-RPC method.
  public var method: String?
  /// With one of these; empty: any.
  public var statuses: [RequestRecord.Status] = []
  /// Somewhere in the id, method, tool, channel or error, without regard to case.
  public var text: String?
  /// After this sequence number.
  public var since: UInt64 = 0

  /// All of them.
  public init() {}

  /// From a query.
  ///
  /// - Throws: 400 for a value that means nothing.
  public init(_ query: QueryParameters) throws(HTTPError) {
    if let text = query["limit"] {
      guard let value = Int(text), (1...500).contains(value) else {
        throw HTTPError(.badRequest, "limit: \"\(text)\" is not a number from 1 to 500\n")
      }
      limit = value
    }
    if let text = query["since"] {
      guard let value = UInt64(text) else { throw HTTPError(.badRequest, "since: \"\(text)\" is no sequence number\n") }
      since = value
    }
    for text in query.values("status").flatMap({ $0.split(separator: ",") }) {
      guard let status = RequestRecord.Status(rawValue: String(text)) else {
        let known = RequestRecord.Status.allCases.map(\.rawValue).joined(separator: ", ")
        throw HTTPError(.badRequest, "status: \"\(text)\" is none of \(known)\n")
      }
      statuses.append(status)
    }
    channel = query["channel"].flatMap { $0.isEmpty ? nil : $0 }
    method = query["method"].flatMap { $0.isEmpty ? nil : $0 }
    text = query["text"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
    guard query["text"]?.unicodeScalars.count ?? 0 <= LogQuery.longestText else {
      throw HTTPError(.badRequest, "text: more than \(LogQuery.longestText) characters\n")
    }
  }

  /// Whether a command is wanted.
  public func matches(_ record: RequestRecord) -> Bool {
    guard record.sequence > since, channel == nil || record.channel == channel,
      method == nil || record.method == method, statuses.isEmpty || statuses.contains(record.status)
    else { return false }
    guard let text else { return true }
    return [record.requestID, record.method, record.tool, record.channel, record.failure?.text ?? ""]
      .contains { $0.lowercased().contains(text) }
  }
}
