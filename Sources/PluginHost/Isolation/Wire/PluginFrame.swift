import CurlHTTP
import Logging
import NIOCore

/// What a plugin's process says to the tunnel's, which takes it for the word of a stranger.
enum PluginFrame: Sendable {
  case opened(PluginFacts)
  /// The plugin cannot serve; the process ends.
  case refused(String)
  case event(UInt64, ExchangeEvent)
  case presence(ServerPresence)
  case log(Logger.Level, String, [(name: String, value: String)])
  /// How many so far.
  case faults(UInt64)
  case pong
  /// What no output may show. It comes before anything that could.
  case secret(String)
  case metrics([MetricReport])
  /// What its HTTP client was answered.
  case answers([ObservedAnswer])
  /// The plugin asks for a secret that its configuration names, without the prefix.
  case readSecret(UInt64, String)
  /// Whenever it has changed, more or less.
  case status(HostedStatus)
  /// About a request of the operator.
  case word(UInt64, OperatorWord)

  private enum Kind: UInt8 {
    case opened = 1
    case refused
    case head
    case response
    case notification
    case ignored
    case finished
    case presence
    case log
    case faults
    case pong
    case secret
    case metrics
    case answers
    case readSecret
    case status
    case word
  }

  var encoded: [ByteBuffer] {
    switch self {
    case .opened(let facts):
      return WireWriter.frame(Kind.opened) { $0.facts(facts) }
    case .refused(let why):
      return WireWriter.frame(Kind.refused) { $0.text(why) }
    case .event(let exchange, let event):
      return Self.encode(exchange, event)
    case .presence(let presence):
      return WireWriter.frame(Kind.presence) { $0.presence(presence) }
    case .log(let level, let message, let metadata):
      return WireWriter.frame(Kind.log) { writer in
        writer.level(level)
        writer.text(message)
        writer.pairs(metadata)
      }
    case .faults(let count):
      return WireWriter.frame(Kind.faults) { $0.integer(count) }
    case .pong:
      return WireWriter.frame(Kind.pong)
    case .secret(let secret):
      return WireWriter.frame(Kind.secret) { $0.text(secret) }
    case .metrics(let reports):
      return WireWriter.frame(Kind.metrics) { $0.metrics(reports) }
    case .answers(let answers):
      return WireWriter.frame(Kind.answers) { $0.answers(answers) }
    case .readSecret(let number, let reference):
      return WireWriter.frame(Kind.readSecret) { writer in
        writer.integer(number)
        writer.text(reference)
      }
    case .status(let status):
      return WireWriter.frame(Kind.status) { $0.status(status) }
    case .word(let request, let word):
      return WireWriter.frame(Kind.word) { writer in
        writer.integer(request)
        writer.word(word)
      }
    }
  }

  private static func encode(_ exchange: UInt64, _ event: ExchangeEvent) -> [ByteBuffer] {
    func frame(_ kind: Kind, _ write: (inout WireWriter) -> Void) -> [ByteBuffer] {
      WireWriter.frame(kind) { writer in
        writer.integer(exchange)
        write(&writer)
      }
    }
    switch event {
    case .head(let status, let headers):
      return frame(.head) { writer in
        writer.integer(Int32(clamping: status))
        writer.headers(headers)
      }
    case .response(let parts):
      return frame(.response) { $0.block(parts) }
    case .notification(let message):
      return frame(.notification) { $0.block([message]) }
    case .ignored(let what):
      return frame(.ignored) { $0.text(what.rawValue) }
    case .finished(let outcome):
      return frame(.finished) { $0.outcome(outcome) }
    }
  }

  init(_ frame: ByteBuffer) throws(WireError) {
    var reader = WireReader(frame)
    let number = try reader.integer(UInt8.self)
    guard let kind = Kind(rawValue: number) else { throw .unknownKind(number) }
    switch kind {
    case .opened: self = .opened(try reader.facts())
    case .refused: self = .refused(try reader.text())
    case .head:
      let exchange = try reader.integer(UInt64.self)
      let status = Int(try reader.integer(Int32.self))
      self = .event(exchange, .head(status: status, headers: try reader.headers()))
    case .response: self = .event(try reader.integer(), .response([try reader.block()]))
    case .notification: self = .event(try reader.integer(), .notification(try reader.block()))
    case .ignored:
      let exchange = try reader.integer(UInt64.self)
      guard let what = IgnoredMessage(rawValue: try reader.text()) else { throw .badValue("reason") }
      self = .event(exchange, .ignored(what))
    case .finished: self = .event(try reader.integer(), .finished(try reader.outcome()))
    case .presence: self = .presence(try reader.presence())
    case .log: self = .log(try reader.level(), try reader.text(), try reader.pairs())
    case .faults: self = .faults(try reader.integer())
    case .pong: self = .pong
    case .secret: self = .secret(try reader.text())
    case .metrics: self = .metrics(try reader.metrics())
    case .answers: self = .answers(try reader.answers())
    case .readSecret: self = .readSecret(try reader.integer(), try reader.text())
    case .status: self = .status(try reader.status())
    case .word: self = .word(try reader.integer(), try reader.word())
    }
    try reader.end()
  }
}
