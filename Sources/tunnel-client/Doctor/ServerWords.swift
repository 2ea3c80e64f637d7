import Logging
import Synchronization

/// Keeps what MCP servers write to standard error, and what their plugins complain of, for whoever says why one of them
/// failed; passes nothing on until it is told to.
final class ServerWords: Sendable {
  private struct State {
    var lines: [String: [String]] = [:]
    var isQuiet = true
  }

  /// Of each channel; a server that dies of a stack trace says why at its end.
  private static let most = 8
  private static let longest = 300

  private let state = Mutex(State())

  /// What the server of a channel has said, the newest last.
  @Sendable func said(_ channel: String) -> [String] {
    state.withLock { $0.lines[channel] ?? [] }
  }

  /// From now on everything is passed on.
  func speakUp() {
    state.withLock { $0.isQuiet = false }
  }

  /// A logger that ends here. `inner`: who hears it once this is told to speak up.
  func logger(over inner: Logger? = nil) -> Logger {
    Logger(label: inner?.label ?? "doctor") { _ in Handler(words: self, inner: inner?.handler) }
  }

  fileprivate func take(_ event: LogEvent, _ metadata: Logger.Metadata) -> Bool {
    let channel = metadata["channel"].map { "\($0)" }
    let isOwn = event.metadata?["stream"] != nil
    // The first half says what happened; the other what the host does about it.
    let text = "\(event.message)".split(separator: ";", maxSplits: 1).first.map(String.init) ?? ""
    return state.withLock { state in
      // What a plugin says of a probe that failed is what the probe says.
      if let channel, isOwn || event.level >= .warning, event.metadata?["reason"] == nil,
        metadata["plugin"] != nil, !text.isEmpty
      {
        var lines = state.lines[channel] ?? []
        let line = String((isOwn ? "\(event.message)" : text).prefix(Self.longest))
        // One that is started again and again says the same each time.
        lines.removeAll { $0 == line }
        lines.append(line)
        state.lines[channel] = lines.suffix(Self.most)
      }
      return !state.isQuiet
    }
  }

  private struct Handler: LogHandler {
    let words: ServerWords
    var inner: (any LogHandler)?
    var metadata: Logger.Metadata = [:] {
      didSet { inner?.metadata = metadata }
    }
    var metadataProvider: Logger.MetadataProvider?
    /// What a server writes comes at this level.
    var logLevel = Logger.Level.info

    init(words: ServerWords, inner: (any LogHandler)?) {
      self.words = words
      self.inner = inner
      if let inner { logLevel = min(.info, inner.logLevel) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = event.metadata.map { metadata.merging($0) { $1 } } ?? metadata
      guard words.take(event, all), let inner, event.level >= inner.logLevel else { return }
      inner.log(event: event)
    }
  }
}
