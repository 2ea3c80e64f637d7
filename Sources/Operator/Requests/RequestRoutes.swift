import HTTPServing
import NIOCore
import NIOHTTP1
import RawJSON

/// `/api/requests` and what is below it (operator spec 32.6, W-51).
struct RequestRoutes: Sendable {
  let source: any RequestSource
  let stream: RequestStream

  init(
    source: any RequestSource, streams: StreamLimit, instanceID: String?,
    redact: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    self.source = source
    stream = RequestStream(
      source: source, limit: streams, instanceID: instanceID, feed: RequestFeed(source: source, redact: redact))
  }

  func add(to routes: inout GuardedRoutes) {
    routes.on(.GET, .HEAD, at: "/api/requests", .read, handler: APIAnswer.handler(list))
    routes.on(.GET, at: "/api/requests/stream", .read, handler: APIAnswer.handler(stream.answer))
    routes.on(.GET, .HEAD, at: "/api/requests/capture", .read, handler: APIAnswer.handler(showCapture))
    routes.on(.PUT, at: "/api/requests/capture", .control, handler: APIAnswer.handler(setCapture))
    routes.on(.POST, at: "/api/requests/replay", .control, handler: APIAnswer.handler(replayMessage))
    routes.on(.GET, .HEAD, at: "/api/requests/:id", .read, handler: APIAnswer.handler(show))
    routes.on(.POST, at: "/api/requests/:id/replay", .control, handler: APIAnswer.handler(replay))
  }

  @Sendable private func list(_ request: Request) async throws -> Response {
    let filter = try RequestFilter(request.query)
    // The revision first: what changes in between is streamed once more rather than never.
    let (_, revision) = await source.requests(changedAfter: .max)
    let records = await source.requests(filter)
    let capture = await source.capture()
    var writer = JSONWriter()
    writer.object { object in
      object.member("revision", Int(clamping: revision))
      object.member("capture") { $0.object(capture.write) }
      object.member("requests") { $0.array(records) { $0.write(to: &$1) } }
    }
    return APIAnswer.json(writer.bytes)
  }

  @Sendable private func show(_ request: Request) async throws -> Response {
    guard let details = await source.request(request.parameters["id"] ?? "") else {
      return Self.answer(.unknownRequest)
    }
    return APIAnswer.json(details.json)
  }

  // MARK: Capturing

  @Sendable private func showCapture(_ request: Request) async throws -> Response {
    Self.answer(await source.capture())
  }

  @Sendable private func setCapture(_ request: Request) async throws -> Response {
    let (isOn, period) = try Self.captureWish(request.body)
    return Self.answer(await source.setCapture(isOn, for: isOn ? period : nil))
  }

  private static func answer(_ capture: PayloadCapture) -> Response {
    var writer = JSONWriter()
    writer.object(capture.write)
    return APIAnswer.json(writer.bytes)
  }

  /// `{"enabled":bool,"for":"10m"?}`
  private static func captureWish(_ body: ByteBuffer) throws(HTTPError) -> (Bool, Duration) {
    let (isOn, text) = try read(body) { bytes throws(JSONError) in
      var cursor = JSONCursor(bytes)
      var (isOn, text) = (Bool?.none, String?.none)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        switch key {
        case "enabled": isOn = try cursor.readBool()
        case "for": text = try cursor.readString().decoded
        default: _ = try cursor.skipValue()
        }
      }
      try cursor.end()
      return (isOn, text)
    }
    guard let isOn else { throw HTTPError(.badRequest, "\"enabled\" is missing; write true or false") }
    guard let period = text.map(CapturePeriod.parse) ?? CapturePeriod.fallback else {
      throw HTTPError(.badRequest, "\"for\" is not a time from 1s to 24h; write it as 10m")
    }
    return (isOn, period)
  }

  // MARK: Replays

  @Sendable private func replay(_ request: Request) async throws -> Response {
    let id = request.parameters["id"] ?? ""
    return await Self.answer { () async throws(ReplayRefusal) in try await source.replay(id) }
  }

  @Sendable private func replayMessage(_ request: Request) async throws -> Response {
    let (channel, message) = try Self.replayWish(request.body)
    return await Self.answer { () async throws(ReplayRefusal) in
      try await source.replay(channel: channel, message: message)
    }
  }

  /// `{"channel":string?,"message":object}`; the message is taken as it is.
  private static func replayWish(_ body: ByteBuffer) throws(HTTPError) -> (String, [UInt8]) {
    let (channel, message) = try read(body) { bytes throws(JSONError) in
      var cursor = JSONCursor(bytes)
      var (channel, message) = ("main", Range<Int>?.none)
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        switch key {
        case "channel": channel = try cursor.readString().decoded
        case "message": message = try cursor.skipValue()
        default: _ = try cursor.skipValue()
        }
      }
      try cursor.end()
      return (channel, message.map { Array(bytes[$0]) })
    }
    guard let message else { throw HTTPError(.badRequest, "\"message\" is missing; write the JSON-RPC message there") }
    return (channel, message)
  }

  private static func read<Value>(
    _ body: ByteBuffer, _ reader: (UnsafeRawBufferPointer) throws(JSONError) -> Value
  ) throws(HTTPError) -> Value {
    let result = body.withUnsafeReadableBytes { bytes in
      Result { () throws(JSONError) in try reader(bytes) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw HTTPError(.badRequest, "the body cannot be used: \(error)")
    }
  }

  private static func answer(
    _ replay: () async throws(ReplayRefusal) -> ReplayAnswer
  ) async -> Response {
    do throws(ReplayRefusal) {
      return APIAnswer.json(try await replay().json)
    } catch {
      return answer(error)
    }
  }

  private static func answer(_ refusal: ReplayRefusal) -> Response {
    switch refusal {
    case .unknownRequest:
      APIAnswer.problem(.notFound, "not_found", "this request is not among the last ones; see /api/requests")
    case .notCaptured:
      APIAnswer.problem(
        .conflict, "not_captured",
        "the payload of this request was not captured; turn it on with PUT /api/requests/capture, or send the message to "
          + "/api/requests/replay")
    case .unknownChannel(let name):
      APIAnswer.problem(.notFound, "unknown_channel", "nothing serves the channel \"\(name)\"; see /api/status")
    case .busy: APIAnswer.problem(.conflict, "busy", "a replay is under way in this channel; wait for its answer")
    case .shuttingDown: APIAnswer.problem(.serviceUnavailable, "shutting_down", "the client is on its way out")
    case .notAMessage(let why):
      APIAnswer.problem(.badRequest, "invalid_message", "this is not one JSON-RPC message: \(why)")
    }
  }
}
