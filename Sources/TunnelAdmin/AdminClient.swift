import ControlPlane
import CurlHTTP
import NIOCore

/// Asks the control plane's management API to make, show, change and remove tunnels (operator spec 14).
///
/// What is lost on the way or refused for a while is asked again, see ``AdminRetry``. Requests take the way of
/// ``CurlHTTP/HTTPRouteID/controlPlane``: its proxy, certificates and roots. Cancelling the task ends a request.
public struct AdminClient: Sendable {
  private let access: AdminAccess
  private let limit: Duration

  /// `limit`: For one attempt.
  public init(_ access: AdminAccess, limit: Duration = .seconds(30)) {
    self.access = access
    self.limit = limit
  }

  /// Makes a tunnel. It takes about half a minute until it can be used, see ``wait(for:within:)``.
  public func create(_ draft: TunnelDraft) async throws(AdminFailure) -> AdminAnswer<ManagedTunnel> {
    let reply = try await send(.create(draft))
    return AdminAnswer(try reply.tunnel(), requestID: reply.requestID)
  }

  /// Also with a runtime key.
  public func get(_ id: String) async throws(AdminFailure) -> AdminAnswer<ManagedTunnel> {
    let reply = try await send(.get(id))
    return AdminAnswer(try reply.tunnel(), requestID: reply.requestID)
  }

  /// All tunnels of these, each once, in the service's order. Several scopes are several requests; where the service
  /// answers in pages, all of them. The request id is that of the last one.
  public func list(_ scopes: [TunnelScope]) async throws(AdminFailure) -> AdminAnswer<[ManagedTunnel]> {
    var (tunnels, seen, requestID) = ([ManagedTunnel](), Set<String>(), String?.none)
    for scope in scopes {
      var after: String?
      var pages = 0
      repeat {
        let reply = try await send(.list(scope, after: after))
        let page = try reply.page()
        tunnels += page.tunnels.filter { seen.insert($0.id).inserted }
        requestID = reply.requestID ?? requestID
        pages += 1
        // A service that repeats itself must not keep us here.
        after = page.next == after || pages >= Self.mostPages ? nil : page.next
      } while after != nil
    }
    return AdminAnswer(tunnels, requestID: requestID)
  }

  /// Changes a tunnel; the answer is what it is now.
  public func update(
    _ id: String, _ change: TunnelChange
  ) async throws(AdminFailure) -> AdminAnswer<ManagedTunnel> {
    let reply = try await send(.update(id, change))
    return AdminAnswer(try reply.tunnel(), requestID: reply.requestID)
  }

  /// Removes a tunnel. What it was, where the service says so.
  public func delete(_ id: String) async throws(AdminFailure) -> AdminAnswer<ManagedTunnel?> {
    let reply = try await send(.delete(id))
    return AdminAnswer(try? reply.tunnel(), requestID: reply.requestID)
  }

  /// Returns once the service knows the tunnel, asking every two seconds.
  ///
  /// - Throws: the last refusal when the time is up, and at once what waiting does not change.
  public func wait(for id: String, within patience: Duration) async throws(AdminFailure) {
    let deadline = ContinuousClock.now + patience
    while true {
      do throws(AdminFailure) {
        _ = try await get(id)
        return
      } catch {
        guard error.isNotFound || error.status == 403, ContinuousClock.now + Self.betweenLooks < deadline else {
          throw error
        }
      }
      do { try await Task.sleep(for: Self.betweenLooks) } catch { throw .cancelled }
    }
  }

  private static let mostPages = 100
  private static let betweenLooks = Duration.seconds(2)
  private static let longestAnswer = 8 << 20

  private func send(_ request: AdminRequest) async throws(AdminFailure) -> AdminReply {
    var rule = AdminRetry(request.method)
    var random = SystemRandomNumberGenerator()
    while true {
      let outcome = await attempt(request)
      switch rule.next(after: outcome.kind, using: &random) {
      case .retry(let wait):
        do { try await Task.sleep(for: wait) } catch { throw .cancelled }
      case .done:
        return try outcome.reply(to: request, access, isRepeated: rule.isUncertain)
      }
    }
  }

  private func attempt(_ request: AdminRequest) async -> AdminOutcome {
    let sent = HTTPRequest(
      method: request.method.rawValue, url: access.url(request), headers: access.headers(request),
      body: request.body.map { .segments([ByteBuffer(bytes: $0)]) } ?? .none, timeout: limit, route: .controlPlane)
    do throws(HTTPFailure) {
      return .answered(try await HTTPClient().send(sent, bodyLimit: Self.longestAnswer))
    } catch {
      return .failed(error)
    }
  }
}
