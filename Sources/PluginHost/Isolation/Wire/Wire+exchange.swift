import CurlHTTP
import NIOCore

// The values of exchanges on the wire.

extension WireWriter {
  mutating func call(_ call: Binding.Call) {
    integer(call.kind.wire)
    optional(call.id) { $0.range($1) }
    optional(call.method) { $0.range($1) }
    headers(call.headers)
    // What is left: both clocks run at the same speed, but their instants are nobody else's.
    optional(call.deadline) { $0.duration($1 - .now) }
    block([call.message])
  }

  mutating func outcome(_ outcome: ExchangeOutcome) {
    integer(outcome.failure.wire)
    text(outcome.kind)
    text(outcome.detail)
    block([outcome.errorBody])
    integer(Int64(outcome.errorBodyLength))
  }

  mutating func presence(_ presence: ServerPresence) {
    switch presence {
    case .unknown: integer(UInt8(0))
    case .up(let generation):
      integer(UInt8(1))
      integer(generation)
    case .down(let reason):
      integer(UInt8(2))
      text(reason)
    case .idle(let reason):
      integer(UInt8(3))
      text(reason)
    }
  }

  /// To the microsecond; centuries are as far as it goes.
  mutating func duration(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (scaled, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
    integer(tooLong ? (seconds < 0 ? Int64.min : .max) : scaled + attoseconds / 1_000_000_000_000)
  }
}

extension WireReader {
  mutating func call() throws(WireError) -> Binding.Call {
    guard let kind = Binding.Call.Kind(wire: try integer()) else { throw .badValue("kind of call") }
    let id = try optional { (reader: inout WireReader) throws(WireError) in try reader.range(in: .max) }
    let method = try optional { (reader: inout WireReader) throws(WireError) in try reader.range(in: .max) }
    let headers = try headers()
    let remaining = try optional { (reader: inout WireReader) throws(WireError) in try reader.duration() }
    let message = try block()
    guard (id?.upperBound ?? 0) <= message.readableBytes, (method?.upperBound ?? 0) <= message.readableBytes else {
      throw .badValue("range")
    }
    return Binding.Call(
      kind: kind, message: message, id: id, method: method, headers: headers,
      deadline: remaining.map { .now + $0 })
  }

  mutating func outcome() throws(WireError) -> ExchangeOutcome {
    guard let failure = ExchangeOutcome.Failure(wire: try integer()) else { throw .badValue("failure") }
    let (kind, detail, body) = (try text(), try text(), try block())
    let length = try integer(Int64.self)
    guard length >= 0 else { throw .badValue("length") }
    return ExchangeOutcome(failure, kind: kind, detail: detail, errorBody: body, errorBodyLength: Int(length))
  }

  mutating func presence() throws(WireError) -> ServerPresence {
    switch try integer(UInt8.self) {
    case 0: .unknown
    case 1: .up(generation: try integer())
    case 2: .down(reason: LogText.printable(try block().readableBytesView.prefix(512)))
    case 3: .idle(reason: LogText.printable(try block().readableBytesView.prefix(512)))
    default: throw .badValue("presence")
    }
  }

  mutating func duration() throws(WireError) -> Duration {
    .microseconds(try integer(Int64.self))
  }
}

extension Binding.Call.Kind {
  private static let all: [Self] = [.request, .notification, .response, .sessionEnd]

  fileprivate var wire: UInt8 { UInt8(Self.all.firstIndex(of: self) ?? 0) }

  fileprivate init?(wire: UInt8) {
    guard Int(wire) < Self.all.count else { return nil }
    self = Self.all[Int(wire)]
  }
}

extension ExchangeOutcome.Failure {
  private static let all: [Self] = [
    .none, .dns, .tls, .connect, .closed, .timeout, .protocol, .internal, .unsupported,
  ]

  fileprivate var wire: UInt8 { UInt8(Self.all.firstIndex(of: self) ?? 0) }

  fileprivate init?(wire: UInt8) {
    guard Int(wire) < Self.all.count else { return nil }
    self = Self.all[Int(wire)]
  }
}
