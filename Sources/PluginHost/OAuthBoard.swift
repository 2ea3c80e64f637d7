public import CurlHTTP

/// What this process knows of OAuth, for the plugins that watch it: JSON as ext/host_oauth.h describes it.
@NetworkLoop
public final class OAuthBoard {
  typealias Watcher = @NetworkLoop @Sendable ([UInt8]) -> Void

  /// Nil: nothing is known yet.
  private(set) var document: [UInt8]?
  private var watchers: [UInt64: Watcher] = [:]
  private var lastWatcher: UInt64 = 0

  public nonisolated init() {}

  /// Whoever watches hears of it at once, unless it is what they know.
  public func publish(_ document: [UInt8]) {
    guard document != self.document else { return }
    self.document = document
    for watcher in watchers.values { watcher(document) }
  }

  /// `watcher` is called for each change, and soon for what is known; see ``remove(_:)``.
  func watch(_ watcher: @escaping Watcher) -> UInt64 {
    lastWatcher += 1
    let number = lastWatcher
    watchers[number] = watcher
    // Not from within: whoever asks may not be ready to listen.
    if document != nil {
      NetworkLoop.execute { [self] in if let document, let watcher = watchers[number] { watcher(document) } }
    }
    return number
  }

  func remove(_ watcher: UInt64) { watchers[watcher] = nil }
}
