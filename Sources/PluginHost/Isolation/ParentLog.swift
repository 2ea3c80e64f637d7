import CurlHTTP
import Logging
import Synchronization

/// The log of a plugin's process: every record goes to the parent, which knows the secrets and the operator's wishes.
final class ParentLog: Sendable {
  private struct State {
    var level = Logger.Level.info
    var queued = 0
    var dropped = 0
  }

  private let state = Mutex(State())
  @NetworkLoop private let socket: FrameSocket

  /// So many records may wait for the loop, and so many bytes for the parent.
  private static let mostQueued = 1000
  private static let mostBytes = 1 << 20

  @NetworkLoop
  init(_ socket: FrameSocket) {
    self.socket = socket
  }

  var level: Logger.Level {
    get { state.withLock(\.level) }
    set { state.withLock { $0.level = newValue } }
  }

  var logger: Logger {
    Logger(label: "plugin") { _ in Handler(log: self) }
  }

  fileprivate func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
    let isQueued = state.withLock { state in
      guard state.queued < Self.mostQueued else {
        state.dropped += 1
        return false
      }
      state.queued += 1
      return true
    }
    guard isQueued else { return }
    let pairs = metadata.map { (name: $0.key, value: "\($0.value)") }
    NetworkLoop.execute { [self] in
      var dropped = state.withLock { state in
        defer { state.dropped = 0 }
        state.queued -= 1
        return state.dropped
      }
      let frame = PluginFrame.log(level, message, pairs).encoded
      if !socket.send(frame, limit: Self.mostBytes) { dropped += 1 }
      guard dropped > 0 else { return }
      let notice = PluginFrame.log(.warning, "\(dropped) records of the plugin were not logged: too many at once", [])
      if !socket.send(notice.encoded, limit: Self.mostBytes) { state.withLock { $0.dropped += dropped } }
    }
  }

  private struct Handler: LogHandler {
    let log: ParentLog
    var metadata: Logger.Metadata = [:]

    var logLevel: Logger.Level {
      get { log.level }
      set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.write(event.level, "\(event.message)", metadata.merging(event.metadata ?? [:]) { $1 })
    }
  }
}
