import CommandDispatch
import CurlHTTP
import HTTPServing
import NIOCore
public import Operator
import PluginHost
import RawJSON
import Telemetry

/// What the operator's server asks about a tunnel's commands.
public struct TunnelTraffic: RequestSource, MetricsSource {
  private let tunnel: Tunnel
  /// Takes secrets out of what is shown.
  private let redact: @Sendable (String) -> String

  /// `redact` sees every text of a payload or an error before anybody else does.
  public init(_ tunnel: Tunnel, redact: @escaping @Sendable (String) -> String) {
    self.tunnel = tunnel
    self.redact = redact
  }

  public func requests(_ filter: RequestFilter) async -> [RequestRecord] {
    await tunnel.records(filter).map(shown)
  }

  public func requests(changedAfter revision: UInt64) async -> (records: [RequestRecord], revision: UInt64) {
    let (records, revision) = await tunnel.records(changedAfter: revision)
    return (records.map(shown), revision)
  }

  public func request(_ id: String) async -> RequestDetails? {
    guard let record = await tunnel.record(id) else { return nil }
    let entry = await tunnel.payload(record.sequence)
    let target = await tunnel.channel(record.channel)?.replayTarget
    let request = entry.map { body($0.request) }
    let isComplete = entry?.request.isComplete ?? false
    let canReplay = isComplete && target != nil && record.isReplayable
    let message = isComplete ? request?.text ?? "" : record.skeleton
    var command = message.isEmpty ? "" : target?.command(channel: record.channel, message: message) ?? ""
    let isFaithful = isComplete && message.utf8.elementsEqual(entry?.request.bytes ?? [])
    if canReplay, target?.url == nil { command = "tunnel-client requests replay \(record.sequence)" }
    return RequestDetails(
      record: shown(record), request: request, response: entry?.response.map(body), canReplay: canReplay,
      command: command, commandIsComplete: isFaithful)
  }

  private func shown(_ record: RequestRecord) -> RequestRecord {
    guard let failure = record.failure else { return record }
    var record = record
    record.failure?.text = redact(failure.text)
    return record
  }

  private func body(_ body: PayloadStore.Body) -> RequestDetails.Body {
    .init(text: redact(String(decoding: body.bytes, as: UTF8.self)), length: body.length, isComplete: body.isComplete)
  }

  // MARK: Capturing

  public func capture() async -> PayloadCapture {
    await tunnel.observer.traffic.captureState
  }

  public func setCapture(_ isOn: Bool, for duration: Duration?) async -> PayloadCapture {
    await tunnel.setCapture(isOn, for: duration)
  }

  // MARK: Replays

  public func replay(_ id: String) async throws(ReplayRefusal) -> ReplayAnswer {
    guard let record = await tunnel.record(id) else { throw .unknownRequest }
    guard let entry = await tunnel.payload(record.sequence), entry.request.isComplete,
      entry.request.length > 0
    else { throw .notCaptured }
    guard record.isReplayable else { throw .notAMessage("only requests and notifications are sent again") }
    return try await send(record.channel, ByteBuffer(bytes: entry.request.bytes), entry.headers)
  }

  public func replay(channel: String, message: [UInt8]) async throws(ReplayRefusal) -> ReplayAnswer {
    let message = ByteBuffer(bytes: message)
    return try await send(channel, message, tunnel.headersOfReplay(channel, message))
  }

  private func send(
    _ channel: String, _ message: ByteBuffer, _ headers: HTTPFields
  ) async throws(ReplayRefusal) -> ReplayAnswer {
    let answer: LocalAnswer
    do throws(LocalExchangeRefusal) {
      answer = try await tunnel.dispatcher.exchangeLocally(
        channel: channel, message: message, headers: headers, window: .seconds(60))
    } catch {
      switch error {
      case .unknownChannel: throw .unknownChannel(channel)
      case .busy: throw .busy
      case .shuttingDown: throw .shuttingDown
      case .notAMessage(let why): throw .notAMessage(why)
      }
    }
    return shown(answer)
  }

  private func shown(_ answer: LocalAnswer) -> ReplayAnswer {
    let judgement =
      answer.failure.map(\.judgement)
      ?? answer.messages.last.flatMap { AnswerVerdict.judge([$0]).judgement(showsMessage: true) }
    var failure = judgement?.failure
    if let text = failure?.text { failure?.text = redact(text) }
    return ReplayAnswer(
      status: judgement?.status ?? .ok, code: answer.code,
      messages: answer.messages.map(shown),
      omitted: answer.omitted, pluginMicroseconds: answer.preparing.microseconds,
      mcpMicroseconds: answer.serving?.microseconds ?? 0, failure: failure)
  }

  /// Still JSON: what is not any more, once its secrets are out, becomes a string.
  private func shown(_ message: ByteBuffer) -> [UInt8] {
    let text = Array(redact(String(decoding: message.readableBytesView, as: UTF8.self)).utf8)
    guard text.withUnsafeBytes({ JSONCursor.kind(ofDocument: $0) }) == nil else { return text }
    var quoted: [UInt8] = []
    text.withUnsafeBytes { JSONQuoting.append(utf8: $0, to: &quoted) }
    return quoted
  }

  // MARK: Metrics

  public func history(_ window: MetricsHistory.Window, channel: String?) async -> MetricsHistory? {
    await tunnel.metricsHistory(window, channel: channel)
  }

  public func summary() async -> MetricsSummary {
    await tunnel.metricsSummary()
  }
}

extension RequestRecord {
  /// Of what was rejected nobody knows a method.
  fileprivate var isReplayable: Bool { [.request, .notification].contains(kind) && !method.isEmpty }

  /// A message like the one that was, without what it carried.
  fileprivate var skeleton: String {
    guard !method.isEmpty else { return "" }
    let params =
      tool.isEmpty ? "" : ",\"params\":{\"name\":\"\(tool.filter { $0 != "\"" && $0 != "\\" })\",\"arguments\":{}}"
    let id = kind == .request ? ",\"id\":1" : ""
    return "{\"jsonrpc\":\"2.0\"\(id),\"method\":\"\(method.filter { $0 != "\"" && $0 != "\\" })\"\(params)}"
  }
}

extension Duration {
  /// Whole microseconds.
  fileprivate var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}
