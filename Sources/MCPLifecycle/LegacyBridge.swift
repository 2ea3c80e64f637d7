import RawJSON

/// A legacy caller in front of a server that speaks 2026-07-28 only.
struct LegacyBridge {
  let discovery: Discovery
  /// The raw `clientInfo` that requests declare.
  let clientInfo: [UInt8]
  /// The raw `capabilities.extensions` of the caller's `initialize`.
  let extensions: [UInt8]?
  let isHTTP: Bool

  func decide(_ message: CallerMessage, _ method: Method) -> Decision {
    guard message.rpc.kind == .request else {
      // A modern server waits for no notification but a cancellation, which on HTTP is the stream's end, and asks
      // nothing that a response would answer.
      guard message.rpc.kind == .notification, method == .cancelled, !isHTTP else { return .acknowledge }
      return .forward
    }
    switch method {
    case .initialize: return .answer(initialization(message))
    case .ping: return .answer(.result(Array("{}".utf8)))
    case .setLevel, .subscribe, .unsubscribe: return .answer(.methodNotFound(status: 200))
    default:
      guard let edit = metaEdit(message) else {
        return .answer(.error(-32602, "Invalid params: params must be an object", status: 200))
      }
      return .translate(Translation(edits: [edit], headers: headers(message, method), answer: .toLegacy))
    }
  }

  /// `InitializeResult` from what the server said to `server/discover`. The version is the caller's when it is one that
  /// exists (2025-11-25, Lifecycle, Version Negotiation).
  private func initialization(_ message: CallerMessage) -> Reply {
    let version = ProtocolRevision.answer(
      to: InitializeRequest(message).version, negotiated: ProtocolRevision.newestLegacy)
    var result = Array(#"{"protocolVersion":"\#(version)","capabilities":"#.utf8)
    result += Capabilities.bridged(discovery.capabilities)
    // Mandatory in the legacy era, optional in the modern one.
    result += Array(#","serverInfo":"#.utf8)
    result += discovery.serverInfo ?? Array(#"{"name":"mcp-server","version":"unknown"}"#.utf8)
    if let instructions = discovery.instructions { result += Array(#","instructions":"#.utf8) + instructions }
    return .result(result + Array("}".utf8))
  }

  /// The fields that each modern request must carry (2026-07-28, Base Protocol, Per-request protocol fields). The caller
  /// cannot answer an `input_required`, so that no capability is declared but its extensions.
  private var fields: [UInt8] {
    var fields = Array(#""io.modelcontextprotocol/protocolVersion":"\#(ProtocolRevision.modern)","#.utf8)
    fields += Array(#""io.modelcontextprotocol/clientInfo":"#.utf8) + clientInfo
    fields += Array(#","io.modelcontextprotocol/clientCapabilities":{"#.utf8)
    if let extensions { fields += Array(#""extensions":"#.utf8) + extensions }
    return fields + Array("}".utf8)
  }

  /// Nil when `params` is something else than an object.
  private func metaEdit(_ message: CallerMessage) -> Edit? {
    guard let range = message.rpc.params else {
      // Behind the opening brace: an object that has at least `jsonrpc`, `id` and `method`.
      let start = (message.bytes.firstIndex(of: UInt8(ascii: "{")) ?? 0) + 1
      return Edit(start..<start, Array(#""params":{"_meta":{"#.utf8) + fields + Array("}},".utf8))
    }
    guard let params = message.params else { return nil }
    guard let meta = try? find(pointer: "/_meta", in: params), params[meta].first == UInt8(ascii: "{") else {
      let text = Array(#""_meta":{"#.utf8) + fields + Array("}".utf8)
      return insertion(text, after: range.lowerBound, in: message.bytes)
    }
    let start = range.lowerBound + meta.lowerBound
    if let rest = RequestFields.others(in: .init(rebasing: params[meta])) {
      let comma = rest.isEmpty ? [] : [UInt8(ascii: ",")]
      return Edit(start..<start + meta.count, Array("{".utf8) + fields + comma + rest + Array("}".utf8))
    }
    return insertion(fields, after: start, in: message.bytes)
  }

  /// Members at the front of the object that begins at `brace`.
  private func insertion(_ members: [UInt8], after brace: Int, in bytes: UnsafeRawBufferPointer) -> Edit {
    let next = bytes[(brace + 1)...].first { $0 > 0x20 }
    let comma = next == UInt8(ascii: "}") ? [] : [UInt8(ascii: ",")]
    return Edit(brace + 1..<brace + 1, members + comma)
  }

  private func headers(_ message: CallerMessage, _ method: Method) -> [HeaderChange] {
    guard isHTTP else { return [] }
    return [
      HeaderChange(name: HeaderChange.version, value: ProtocolRevision.modern),
      HeaderChange(name: HeaderChange.method, value: HeaderValue.encode(message.methodName)),
      HeaderChange(name: HeaderChange.subject, value: subject(message, method)),
      HeaderChange(name: HeaderChange.session),
    ]
  }

  private func subject(_ message: CallerMessage, _ method: Method) -> String? {
    guard let name = method.nameParameter, let params = message.params,
      let range = try? find(pointer: "/\(name)", in: params)
    else { return nil }
    var cursor = JSONCursor(.init(rebasing: params[range]))
    return (try? cursor.readString()).map { HeaderValue.encode($0.decoded) }
  }
}

extension CallerMessage {
  /// The method's name with its escapes resolved.
  fileprivate var methodName: String {
    guard let range = rpc.method else { return "" }
    var cursor = JSONCursor(.init(rebasing: bytes[range.lowerBound - 1..<range.upperBound + 1]))
    return (try? cursor.readString())?.decoded ?? ""
  }
}
