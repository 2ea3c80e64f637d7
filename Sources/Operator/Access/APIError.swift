import HTTPServing
import NIOCore
public import NIOHTTP1
import RawJSON

/// Thrown by a handler of the API to answer with a status and `{"error":{"code","message"}}` (W-42).
public struct APIError: Error, Sendable {
  /// The status to answer with.
  public var status: HTTPResponseStatus
  /// For programs: one word in snake case that does not change.
  public var code: String
  /// For people: what is wrong and what to do.
  public var message: String

  /// An answer.
  public init(_ status: HTTPResponseStatus, code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  /// The status's own name as the code.
  init(_ error: HTTPError) {
    let words = error.status.reasonPhrase.lowercased().split { !$0.isLetter }
    self.init(error.status, code: words.joined(separator: "_"), String(error.message.trimmingNewlines))
  }

  func response(isJSON: Bool) -> Response {
    guard isJSON else { return .text(message + "\n", status: status) }
    var writer = JSONWriter()
    writer.object { root in
      root.member("error") { writer in
        writer.object { error in
          error.member("code", code)
          error.member("message", message)
        }
      }
    }
    return Response(
      status: status, headers: ["Content-Type": "application/json; charset=utf-8"],
      body: .bytes(ByteBuffer(bytes: writer.bytes + [UInt8(ascii: "\n")])))
  }
}

extension String {
  fileprivate var trimmingNewlines: Substring {
    var text = self[...]
    while text.last?.isNewline == true { text = text.dropLast() }
    return text
  }
}
