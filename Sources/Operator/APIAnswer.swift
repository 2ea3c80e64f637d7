import HTTPServing
import NIOHTTP1

/// Short words for the answers of the JSON API; what they look like is the business of ``APIError`` and of
/// `Response.api`.
enum APIAnswer {
  static func json(_ json: [UInt8], status: HTTPResponseStatus = .ok) -> Response {
    .api(json, status: status)
  }

  static func problem(_ status: HTTPResponseStatus, _ code: String, _ message: String) -> Response {
    APIError(status, code: code, message).response(isJSON: true)
  }

  /// A handler whose thrown errors are answered in JSON, too.
  static func handler(_ handler: @escaping Handler) -> Handler {
    { request in
      do {
        return try await handler(request)
      } catch let error as HTTPError {
        return APIError(error).response(isJSON: true)
      }
    }
  }
}
