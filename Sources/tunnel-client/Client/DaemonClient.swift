import CurlHTTP
import FoundationEssentials
import NIOCore

/// Asks a running client's API.
struct DaemonClient {
  let address: DaemonAddress

  /// What it answered.
  struct Answer {
    let status: Int
    let body: [UInt8]

    /// The body, read as what it should be.
    func decode<Value: Decodable>(_ type: Value.Type) throws(Failure) -> Value {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      do {
        return try decoder.decode(type, from: Data(body))
      } catch {
        throw Failure("the client's answer cannot be read; is it of another version?")
      }
    }

    private struct Refusal: Decodable {
      struct Body: Decodable {
        let code: String?
        let message: String
      }

      let error: Body
    }

    private var refusal: Refusal.Body? { (try? JSONDecoder().decode(Refusal.self, from: Data(body)))?.error }

    /// Its word for why it said no, where it has one.
    var code: String? { refusal?.code }

    /// Why it said no, in its own words.
    var complaint: String {
      let text = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
      return refusal?.message ?? text ?? "status \(status)"
    }
  }

  /// Sends a request and takes any answer; `path` begins with a slash.
  func send(
    _ method: String, _ path: String, body: [UInt8]? = nil, timeout: Duration = .seconds(5)
  ) async throws(Failure) -> Answer {
    var headers = HTTPFields(["Accept": "application/json"])
    if body != nil { headers.append("Content-Type", "application/json") }
    let request = HTTPRequest(
      method: method, url: address.requestURL + path, headers: headers,
      body: body.map { .segments([ByteBuffer(bytes: $0)]) } ?? .none, unixSocket: address.unixSocket,
      timeout: timeout, connectTimeout: .seconds(2))
    do {
      let response = try await HTTPClient().send(request)
      return Answer(status: response.head.status, body: Array(response.body.readableBytesView))
    } catch {
      throw Failure(
        .daemonUnreachable, "the client at \(address.baseURL) does not answer: \(error.detail)", hint: "is it running?")
    }
  }
}
