import HTTPServing
import NIOCore
import NIOHTTP1

/// The answers of the JSON API.
enum APIAnswer {
  static func json(_ json: [UInt8], status: HTTPResponseStatus = .ok) -> Response {
    Response(
      status: status, headers: ["Content-Type": "application/json; charset=utf-8"],
      body: .bytes(ByteBuffer(bytes: json)))
  }

  /// `{"error":{"code","message"}}` (operator spec 32.14).
  static func problem(_ status: HTTPResponseStatus, _ code: String, _ message: String) -> Response {
    var writer = JSONWriter()
    writer.object { object in
      object.member("error") { value in
        value.object { error in
          error.member("code", code)
          error.member("message", message)
        }
      }
    }
    return json(writer.bytes, status: status)
  }

  /// A handler whose thrown errors are answered in JSON, too.
  static func handler(_ handler: @escaping Handler) -> Handler {
    { request in
      do {
        return try await handler(request)
      } catch let error as HTTPError {
        return problem(error.status, "bad_request", String(error.message.prefix { $0 != "\n" }))
      }
    }
  }
}
