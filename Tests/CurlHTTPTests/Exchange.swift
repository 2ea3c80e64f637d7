import CurlHTTP
import NIOCore
import TestServer

/// Sends a request and says in one value what came of it.
@NetworkLoop
func outcome(of request: HTTPRequest, bodyLimit: Int = HTTPClient.defaultBodyLimit) async -> Result<
  HTTPResponse, HTTPFailure
> {
  do throws(HTTPFailure) {
    return .success(try await HTTPClient().send(request, bodyLimit: bodyLimit))
  } catch {
    return .failure(error)
  }
}

@NetworkLoop
func sendingFailure(of request: HTTPRequest, bodyLimit: Int = HTTPClient.defaultBodyLimit) async -> HTTPFailure? {
  if case .failure(let failure) = await outcome(of: request, bodyLimit: bodyLimit) { failure } else { nil }
}

/// Bytes that no compression and no line reader likes.
func noise(_ count: Int) -> [UInt8] {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(truncatingIfNeeded: state)
  }
}

/// A receiver that a test waits for.
@NetworkLoop
final class Receiver: HTTPReceiver {
  enum Event: Sendable, Equatable {
    case head(Int)
    case data(Int)
    case done(String?)
  }

  let events = Mailbox<Event>()
  private let handling: HTTPBodyHandling

  nonisolated init(_ handling: HTTPBodyHandling) {
    self.handling = handling
  }

  func head(_ head: HTTPResponseHead, of transfer: HTTPTransfer) -> HTTPBodyHandling {
    events.put(.head(head.status))
    return handling
  }

  func data(_ data: UnsafeRawBufferPointer, of transfer: HTTPTransfer) {
    events.put(.data(data.count))
  }

  func done(_ failure: HTTPFailure?, of transfer: HTTPTransfer) {
    events.put(.done(failure?.kind))
  }
}
