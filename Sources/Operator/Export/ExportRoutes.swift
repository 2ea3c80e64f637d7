import HTTPServing
import LogPipeline
import NIOCore
import NIOHTTP1
import SupportBundle

/// `/api/logs/export` (operator spec 11.2, 12.5). The archive is made while it is sent (W-46), so its length is not known
/// and it comes in chunks.
struct ExportRoutes: Sendable {
  let logs: LogPipeline
  let documents: ProcessDocuments?
  let traffic: (any RequestSource)?
  /// Each costs a core while it is made.
  private let slots = StreamLimit(2)

  init(logs: LogPipeline, documents: ProcessDocuments?, traffic: (any RequestSource)?) {
    self.logs = logs
    self.documents = documents
    self.traffic = traffic
  }

  /// After every other route: what they answer goes into the bundle.
  func add(to routes: inout GuardedRoutes) {
    let router = routes.router
    routes.on(.GET, .HEAD, at: "/api/logs/export", .read) { request in try export(request, router) }
  }

  private func export(_ request: Request, _ router: Router) throws -> Response {
    guard let slot = slots.take() else {
      throw APIError(
        .serviceUnavailable, code: "too_many_exports",
        "\(slots.most) exports are under way already; wait for one of them")
    }
    let window = BundleWindow(minutes: request.query["minutes"])
    let source = RoutedSource(request: request, router: router, documents: documents, traffic: traffic)
    let bundle = SupportBundle(logs: logs, source: source, window: window)
    return Response(
      status: .ok,
      headers: [
        "Content-Type": "application/gzip",
        "Content-Disposition": "attachment; filename=\"\(window.fileName)\"",
        "Cache-Control": "no-store, max-age=0",
      ],
      body: .stream { response in
        defer { withExtendedLifetime(slot) {} }
        // Not on the thread that serves connections.
        try await withTaskExecutorPreference(globalConcurrentExecutor) {
          try await bundle.write { part in try await response.write(ByteBuffer(bytes: part)) }
        }
      })
  }
}
