import CCurl
import Dispatch
import Glibc

/// One look at whether a proxy lets a way through (operator spec 11.4.1): TCP to the proxy, then CONNECT to the target as
/// libcurl itself would do it, TLS to the proxy and its password included. Nothing is said to the target.
public struct ProxyTrial: Sendable {
  /// How far it came and how.
  public enum Outcome: Sendable, Equatable {
    /// `connect` is nil where requests go through without a tunnel.
    case passed(tcp: Duration, connect: Duration?, status: Int?)
    case noProxyHost
    case noTargetHost
    case dialFailed(timedOut: Bool)
    /// `status` is what the proxy answered, if it answered.
    case connectFailed(tcp: Duration, status: Int?, timedOut: Bool)
  }

  /// Of each of the two steps.
  public static let limit = Duration.seconds(5)

  let proxy: HTTPProxy
  let url: String
  let rootsPath: String?
  var limit = ProxyTrial.limit

  /// Takes its time on a thread of its own.
  public func run() async -> Outcome {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async { continuation.resume(returning: perform()) }
    }
  }

  private func perform() -> Outcome {
    guard let gate = URLOrigin(proxy.url), !gate.host.isEmpty else { return .noProxyHost }
    guard let target = URLOrigin(url), !target.host.isEmpty else { return .noTargetHost }
    let start = ContinuousClock.now
    let descriptor: CInt
    do throws(Dial.Failure) {
      descriptor = try Dial.connect(host: gate.name, port: proxy.port ?? gate.port, within: limit)
    } catch {
      return .dialFailed(timedOut: error == .timedOut)
    }
    let tcp = ContinuousClock.now - start
    guard target.scheme == "https" else {
      // Such requests go to the proxy as they are, and many proxies open no tunnel for them.
      close(descriptor)
      return .passed(tcp: tcp, connect: nil, status: nil)
    }
    return connect(descriptor, to: target, after: tcp)
  }

  private func connect(_ descriptor: CInt, to target: URLOrigin, after tcp: Duration) -> Outcome {
    guard let easy = curl_easy_init() else {
      close(descriptor)
      return .connectFailed(tcp: tcp, status: nil, timedOut: false)
    }
    defer { curl_easy_cleanup(easy) }
    var options = EasyOptions(easy)
    // As plain HTTP, so that nothing but CONNECT happens: the target sees no TLS that ends at once.
    options.set(CURLOPT_URL, "http://\(target.host):\(target.port)")
    options.set(CURLOPT_PROXY, proxy.url)
    options.set(CURLOPT_NOPROXY, "")
    options.set(CURLOPT_HTTPPROXYTUNNEL, 1)
    options.set(CURLOPT_CONNECT_ONLY, 1)
    options.set(CURLOPT_NOSIGNAL, 1)
    options.set(CURLOPT_CONNECTTIMEOUT_MS, limit)
    options.set(CURLOPT_TIMEOUT_MS, limit)
    if let rootsPath { options.set(CURLOPT_PROXY_CAINFO, rootsPath) }
    let start = ContinuousClock.now
    var given = descriptor
    let result = withUnsafeMutablePointer(to: &given) { given in
      tc_set_socket(easy, given)
      return curl_easy_perform(easy)
    }
    // libcurl did not come so far as to take it.
    if given >= 0 { close(given) }
    var answered = 0
    _ = tc_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &answered)
    let status = answered == 0 ? nil : answered
    guard result == CURLE_OK else {
      return .connectFailed(tcp: tcp, status: status, timedOut: result == CURLE_OPERATION_TIMEDOUT)
    }
    return .passed(tcp: tcp, connect: ContinuousClock.now - start, status: status)
  }
}

extension URLOrigin {
  /// The host as the resolver wants it.
  fileprivate var name: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }
}

extension HTTPRoutes {
  /// What would find out whether the proxy of a way works; nil: the way is direct.
  public func trial(of url: String, on id: HTTPRouteID, unixSocket: Bool = false) -> ProxyTrial? {
    let route = resolve(id, url: url, unixSocket: unixSocket)
    return route.proxy.map { ProxyTrial(proxy: $0, url: url, rootsPath: route.rootsPath) }
  }
}
