import CurlHTTP
import Logging
import NIOCore

/// What the tunnel's process says to a plugin's.
enum HostFrame: Sendable {
  case open(PluginOpening)
  case start(UInt64, Binding.Call)
  case probe(UInt64)
  case cancel(UInt64, Binding.CancelReason)
  /// Other settings for requests that start from now on.
  case route(PortableHTTPRoute)
  case logLevel(Logger.Level)
  case ping
  /// Let the plugin go within so long.
  case close(Duration)
  /// What is known of OAuth now.
  case oauth([UInt8])
  /// The answer to ``PluginFrame/readSecret(_:_:)``.
  case secret(UInt64, Result<String, HostFacilities.SecretFailure>)
  /// The operator asks the plugin something.
  case ask(UInt64, OperatorCall)
  /// Nobody waits for that answer any more.
  case takeBack(UInt64)
  /// The reader of a stream is done with an event of so many bytes.
  case taken(UInt64, Int)
  /// The state of the tunnel, for a plugin that asks for it.
  case tunnelStatus([UInt8])

  private enum Kind: UInt8 {
    case open = 1
    case start
    case probe
    case cancel
    case route
    case logLevel
    case ping
    case close
    case oauth
    case secret
    case ask
    case takeBack
    case taken
    case tunnelStatus
  }

  var encoded: [ByteBuffer] {
    switch self {
    case .open(let opening):
      return WireWriter.frame(Kind.open) { writer in
        writer.integer(PluginOpening.version)
        writer.opening(opening)
      }
    case .start(let exchange, let call):
      return WireWriter.frame(Kind.start) { writer in
        writer.integer(exchange)
        writer.call(call)
      }
    case .probe(let exchange):
      return WireWriter.frame(Kind.probe) { $0.integer(exchange) }
    case .cancel(let exchange, let reason):
      return WireWriter.frame(Kind.cancel) { writer in
        writer.integer(exchange)
        writer.flag(reason == .shutdown)
      }
    case .route(let route):
      return WireWriter.frame(Kind.route) { $0.route(route) }
    case .logLevel(let level):
      return WireWriter.frame(Kind.logLevel) { $0.level(level) }
    case .ping:
      return WireWriter.frame(Kind.ping)
    case .close(let limit):
      return WireWriter.frame(Kind.close) { $0.duration(limit) }
    case .oauth(let document):
      return WireWriter.frame(Kind.oauth) { $0.block(document) }
    case .secret(let number, let result):
      return WireWriter.frame(Kind.secret) { writer in
        writer.integer(number)
        switch result {
        case .success(let secret):
          writer.flag(true)
          writer.block(secret.utf8)
        case .failure(let failure):
          writer.flag(false)
          writer.block(failure.reason.utf8)
        }
      }
    case .ask(let request, let call):
      return WireWriter.frame(Kind.ask) { writer in
        writer.integer(request)
        writer.call(call)
      }
    case .takeBack(let request):
      return WireWriter.frame(Kind.takeBack) { $0.integer(request) }
    case .taken(let request, let size):
      return WireWriter.frame(Kind.taken) { writer in
        writer.integer(request)
        writer.size(size)
      }
    case .tunnelStatus(let document):
      return WireWriter.frame(Kind.tunnelStatus) { $0.block(document) }
    }
  }

  init(_ frame: ByteBuffer) throws(WireError) {
    var reader = WireReader(frame)
    let number = try reader.integer(UInt8.self)
    guard let kind = Kind(rawValue: number) else { throw .unknownKind(number) }
    switch kind {
    case .open:
      guard try reader.integer(UInt32.self) == PluginOpening.version else { throw .badValue("version") }
      self = .open(try reader.opening())
    case .start: self = .start(try reader.integer(), try reader.call())
    case .probe: self = .probe(try reader.integer())
    case .cancel: self = .cancel(try reader.integer(), try reader.flag() ? .shutdown : .deadline)
    case .route: self = .route(try reader.route())
    case .logLevel: self = .logLevel(try reader.level())
    case .ping: self = .ping
    case .close: self = .close(try reader.duration())
    case .oauth: self = .oauth(Array(try reader.block().readableBytesView))
    case .secret:
      let (number, isRead) = (try reader.integer(UInt64.self), try reader.flag())
      let text = String(buffer: try reader.block())
      self = .secret(number, isRead ? .success(text) : .failure(HostFacilities.SecretFailure(text)))
    case .ask: self = .ask(try reader.integer(), try reader.operatorCall())
    case .takeBack: self = .takeBack(try reader.integer())
    case .taken: self = .taken(try reader.integer(), try reader.size())
    case .tunnelStatus: self = .tunnelStatus(Array(try reader.block().readableBytesView))
    }
    try reader.end()
  }
}
