import CurlHTTP
import Logging
import NIOCore

// What an isolated plugin's process says of exchanges, and its lines for the log.
extension PluginSupervisor {
  func take(_ event: ExchangeEvent, of exchange: UInt64) throws(WireError) {
    guard isOpen else { throw .badValue("order") }
    // What the plugin did wrong its own process has judged. A word about an exchange that is over here has crossed with
    // our own; one that no plugin's process would say comes from a broken one.
    switch event {
    case .head(let status, let headers):
      if case .stale(.headTwice) = exchanges.head(exchange, status: status, headers: headers) {
        throw .badValue("head")
      }
    case .response(let parts):
      let verdict = exchanges.emit(exchange, parts.first ?? ByteBuffer(), restoresID: false)
      switch verdict {
      // Longer than allowed by no more than the caller's own id.
      case .accepted(.response), .tooLarge, .stale(nil), .stale(.messageAfterFinish), .stale(.messageAfterCancel),
        .stale(.unknownHandle):
        break
      default: throw .badValue("response")
      }
    case .notification(let message):
      switch exchanges.emit(exchange, message, restoresID: false) {
      case .accepted(.notification), .stale: break
      default: throw .badValue("notification")
      }
    case .ignored(let what): exchanges.ignore(exchange, what)
    case .finished(let outcome): _ = exchanges.finish(exchange, outcome)
    }
  }

  func log(_ level: Logger.Level, _ message: String, _ metadata: [(name: String, value: String)]) {
    guard level >= logger.logLevel else { return }
    let pairs = metadata.prefix(32).map { pair in
      (
        LogText.printable(pair.name.utf8.prefix(64)),
        Logger.MetadataValue.string(LogText.printable(pair.value.utf8.prefix(8192)))
      )
    }
    logger.log(
      level: level, "\(LogText.printable(message.utf8.prefix(16_384)))",
      metadata: Logger.Metadata(pairs) { $1 })
  }
}
