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
  }

  var encoded: [ByteBuffer] {
    switch self {
    case .opened(let facts):
      var writer = WireWriter(kind: Kind.opened.rawValue)
      writer.facts(facts)
      return writer.finished()
    case .refused(let why):
      var writer = WireWriter(kind: Kind.refused.rawValue)
      writer.text(why)
      return writer.finished()
    case .event(let exchange, let event):
      return Self.encode(exchange, event)
    case .presence(let presence):
      var writer = WireWriter(kind: Kind.presence.rawValue)
      writer.presence(presence)
      return writer.finished()
    case .log(let level, let message, let metadata):
      var writer = WireWriter(kind: Kind.log.rawValue)
      writer.level(level)
      writer.text(message)
      writer.pairs(metadata)
      return writer.finished()
    case .faults(let count):
      var writer = WireWriter(kind: Kind.faults.rawValue)
      writer.integer(count)
      return writer.finished()
    case .pong:
      return WireWriter(kind: Kind.pong.rawValue).finished()
    case .secret(let secret):
      var writer = WireWriter(kind: Kind.secret.rawValue)
      writer.text(secret)
      return writer.finished()
    case .metrics(let reports):
      var writer = WireWriter(kind: Kind.metrics.rawValue)
      writer.metrics(reports)
      return writer.finished()
    case .answers(let answers):
      var writer = WireWriter(kind: Kind.answers.rawValue)
      writer.answers(answers)
      return writer.finished()
    case .readSecret(let number, let reference):
      var writer = WireWriter(kind: Kind.readSecret.rawValue)
      writer.integer(number)
      writer.text(reference)
      return writer.finished()
    }
  }

  private static func encode(_ exchange: UInt64, _ event: ExchangeEvent) -> [ByteBuffer] {
    func writer(_ kind: Kind) -> WireWriter {
      var writer = WireWriter(kind: kind.rawValue)
      writer.integer(exchange)
      return writer
    }
    switch event {
    case .head(let status, let headers):
      var writer = writer(.head)
      writer.integer(Int32(clamping: status))
      writer.headers(headers)
      return writer.finished()
    case .response(let parts):
      var writer = writer(.response)
      writer.block(parts)
      return writer.finished()
    case .notification(let message):
      var writer = writer(.notification)
      writer.block([message])
      return writer.finished()
    case .ignored(let what):
      var writer = writer(.ignored)
      writer.text(what.rawValue)
      return writer.finished()
    case .finished(let outcome):
      var writer = writer(.finished)
      writer.outcome(outcome)
      return writer.finished()
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
    }
    try reader.end()
  }
}
