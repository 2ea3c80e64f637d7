import HTTPServing
import NIOHTTP1

/// `/api/metrics/history` and `/api/metrics/summary` (operator spec 32.7, W-50).
struct MetricsRoutes: Sendable {
  let source: any MetricsSource

  func add(to routes: inout GuardedRoutes) {
    routes.on(
      .GET, .HEAD, at: "/api/metrics/summary", .read,
      handler: APIAnswer.handler { _ in APIAnswer.json(await source.summary().json) })
    routes.on(.GET, .HEAD, at: "/api/metrics/history", .read, handler: APIAnswer.handler(history))
  }

  @Sendable private func history(_ request: Request) async throws -> Response {
    let text = request.query["window"] ?? MetricsHistory.Window.fiveMinutes.rawValue
    guard let window = MetricsHistory.Window(rawValue: text) else {
      throw HTTPError(.badRequest, "window: \"\(text)\" is neither 5m nor 1h")
    }
    let channel = request.query["channel"].flatMap { $0.isEmpty ? nil : $0 }
    guard let history = await source.history(window, channel: channel) else {
      return APIAnswer.problem(.notFound, "unknown_channel", "nothing serves this channel; see /api/status")
    }
    return APIAnswer.json(history.json)
  }
}
