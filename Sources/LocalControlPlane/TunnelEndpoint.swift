import HTTPServing
import NIOCore
import NIOHTTP1

/// The routes of the tunnel client.
struct TunnelEndpoint: Sendable {
  let tunnelID: String
  let apiKey: String
  let exchange: CommandExchange

  func addRoutes(to router: inout Router) {
    router.on(.GET, at: "/v1/tunnels/:tunnel") { request in
      if let refusal = refusal(of: request) { return refusal.response }
      return .json(
        #"{"id":"\#(tunnelID)","name":"Local tunnel","description":"The control plane inside this tunnel-client"}"#)
    }
    router.on(.GET, at: "/v1/tunnels/:tunnel/poll", handler: poll)
    router.on(.POST, at: "/v1/tunnels/:tunnel/response", handler: receive)
  }

  private func refusal(of request: Request) -> APIError? {
    guard request.headers["authorization"] == ["Bearer \(apiKey)"] else { return .unauthorized }
    return request.parameters["tunnel"] == tunnelID ? nil : .unknownTunnel
  }

  @Sendable private func poll(_ request: Request) async -> Response {
    if let refusal = refusal(of: request) { return refusal.response }
    guard let limit = integer(request.query["limit"], default: 25), (1...25).contains(limit) else {
      return APIError(.badRequest, code: nil, "limit has to be a number from 1 to 25").response
    }
    guard let wait = integer(request.query["timeout_ms"], default: 30_000), wait >= 1 else {
      return APIError(.badRequest, code: nil, "timeout_ms has to be a number of at least 1").response
    }
    let channels = request.query.values("channel")
    guard channels.allSatisfy(ChannelName.isValid) else { return ChannelName.error.response }
    let commands = await exchange.poll(
      limit: limit, channels: Set(channels), wait: .milliseconds(Int64(min(wait, 60_000))),
      eventLoop: request.eventLoop)
    if commands.isEmpty { return Response(status: .noContent) }
    guard !Task.isCancelled else {
      exchange.putBack(commands)
      return Response(status: .noContent)
    }
    return Response(
      status: .ok, headers: ["Content-Type": "application/json"],
      body: .chunks(CommandList.encode(commands)))
  }

  @Sendable private func receive(_ request: Request) async -> Response {
    if let refusal = refusal(of: request) { return refusal.response }
    do {
      let answer = try AnswerDecoder.decode(request.body)
      let token = request.headers.first(name: "x-tunnel-shard-token")
      switch exchange.deliver(answer, shardToken: token) {
      case .accepted: return .json(#"{"status":"ok"}"#)
      case .unknown: return APIError.unknownRequest.response
      case .mismatch: return APIError.mismatch.response
      }
    } catch {
      return APIError(.badRequest, code: "invalid_json_payload", "\(error)").response
    }
  }

  /// Nil when the value is there but no number.
  private func integer(_ text: String?, default: Int) -> Int? {
    guard let text else { return `default` }
    return Int(text)
  }
}
