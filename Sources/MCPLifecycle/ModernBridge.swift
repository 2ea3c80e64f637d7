import RawJSON

/// A modern caller in front of a legacy server.
struct ModernBridge {
  let session: LegacySession
  /// Whether the caller's headers reach the server.
  let isHTTP: Bool

  func decide(_ message: CallerMessage, _ method: Method) -> Decision {
    guard message.rpc.kind == .request else { return decideNotification(message, method) }
    if let params = message.params, let version = CallerEra.version(in: params), version != ProtocolRevision.modern {
      return .answer(.unsupportedVersion(version, supported: supportedVersions))
    }
    switch method {
    case .discover: return .answer(discovery)
    // `subscriptions/listen` has no counterpart that a shared legacy session could carry; the others ended with the
    // legacy era (2026-07-28, Key Changes).
    case .listen, .initialize, .ping, .setLevel, .subscribe, .unsubscribe:
      return .answer(.methodNotFound(status: 404))
    default: break
    }
    let wantsLog =
      message.params.flatMap { try? find(pointer: "/_meta/io.modelcontextprotocol~1logLevel", in: $0) } != nil
    return .translate(
      Translation(
        edits: edits(message), headers: headers,
        answer: .toModern(isCacheable: method.isCacheable, wantsLog: wantsLog, serverInfo: session.serverInfo)))
  }

  /// Takes away what makes the request a modern one: a server of both generations refuses it in a session that began
  /// with `initialize`. The other keys of `_meta` stay; a legacy server ignores what it does not know there.
  private func edits(_ message: CallerMessage) -> [Edit] {
    guard let range = message.rpc.params, let params = message.params,
      let meta = try? find(pointer: "/_meta", in: params), params[meta].first == UInt8(ascii: "{"),
      let rest = RequestFields.others(in: .init(rebasing: params[meta]))
    else { return [] }
    let start = range.lowerBound + meta.lowerBound
    return [Edit(start..<start + meta.count, Array("{".utf8) + rest + Array("}".utf8))]
  }

  private func decideNotification(_ message: CallerMessage, _ method: Method) -> Decision {
    // The only one of the revision, and on HTTP the stream's end says it instead.
    guard method == .cancelled, !isHTTP else { return .acknowledge }
    return .forward
  }

  private var supportedVersions: [String] { [ProtocolRevision.modern, session.version] }

  private var headers: [HeaderChange] {
    guard isHTTP else { return [] }
    return [
      HeaderChange(name: HeaderChange.version, value: session.version),
      HeaderChange(name: HeaderChange.session, value: session.id),
      HeaderChange(name: HeaderChange.method), HeaderChange(name: HeaderChange.subject),
    ]
  }

  /// `DiscoverResult` of 2026-07-28 from what the server said to `initialize`.
  private var discovery: Reply {
    var result = Array(#"{"resultType":"complete","supportedVersions":[""#.utf8)
    result += Array(supportedVersions.joined(separator: #"",""#).utf8)
    result += Array(#""],"capabilities":"#.utf8) + Capabilities.bridged(session.capabilities)
    if let instructions = session.instructions { result += Array(#","instructions":"#.utf8) + instructions }
    result += Array(#","ttlMs":0,"cacheScope":"private""#.utf8)
    if let serverInfo = session.serverInfo { result += Array(",".utf8) + Self.meta(serverInfo) }
    return .result(result + Array("}".utf8))
  }

  static func meta(_ serverInfo: [UInt8]) -> [UInt8] {
    Array(#""_meta":{"io.modelcontextprotocol/serverInfo":"#.utf8) + serverInfo + Array("}".utf8)
  }
}
