import CurlHTTP
import MCPLifecycle
import NIOCore
import PluginHost

/// A command's way to its server and back: untouched in almost every case.
struct ServerCourse {
  /// The number of the exchange that counts. The first one reports to the command itself.
  private(set) var attempt = 0
  private var hasBegun = false
  private var hasRetried = false
  var isWatched = false
  private var translation: Translation?
  /// What the server said while the gate finds out whether it counts.
  private var kept: [ExchangeEvent]?

  /// The receiver of the next exchange; nil for the first.
  @NetworkLoop
  mutating func next(for run: CommandRun) -> (any ExchangeReceiver)? {
    guard hasBegun else {
      hasBegun = true
      return nil
    }
    attempt += 1
    return Attempt(run, attempt)
  }

  mutating func translate(_ translation: Translation) {
    self.translation = translation
    kept = nil
  }

  // MARK: Keeping

  mutating func keep(_ event: ExchangeEvent) { kept = [event] }

  /// Puts the event behind one that is kept; false: none is, and the event is still to be looked at.
  mutating func appendToKept(_ event: ExchangeEvent) -> Bool {
    guard kept != nil else { return false }
    kept?.append(event)
    return true
  }

  mutating func releaseKept() -> [ExchangeEvent]? {
    defer { kept = nil }
    return kept
  }

  /// Uses up the one retry of a command, if this status allows it: a bridged call whose session has ended goes out once more,
  /// for the server has refused it, not begun it.
  mutating func takeRetry(after status: Int) -> Bool {
    guard case .toModern = translation?.answer, [400, 404].contains(status), !hasRetried else { return false }
    hasRetried = true
    return true
  }

  // MARK: The way back

  func passes(_ notification: ByteBuffer) -> Bool {
    guard let translation else { return true }
    return notification.withUnsafeReadableBytes { translation.answer.passes($0) }
  }

  func translated(_ response: [ByteBuffer]) -> [ByteBuffer] {
    guard let translation else { return response }
    let whole = ByteBuffer(joining: response)
    let changed = whole.withUnsafeReadableBytes { translation.answer.translated($0) }
    return changed.map { [ByteBuffer(bytes: $0)] } ?? response
  }

  /// The session of a bridge is none of its callers' business.
  func headers(_ headers: HTTPFields) -> HTTPFields {
    translation == nil ? headers : headers.changed(by: [HeaderChange(name: "mcp-session-id")])
  }
}

/// A later exchange of a command.
@NetworkLoop
private final class Attempt: ExchangeReceiver {
  private let run: CommandRun
  private let number: Int

  init(_ run: CommandRun, _ number: Int) {
    self.run = run
    self.number = number
  }

  func receive(_ event: ExchangeEvent) { run.receive(event, attempt: number) }
}
