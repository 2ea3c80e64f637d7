import RawJSON

/// The methods that this room treats in a way of their own.
enum Method: Sendable, Hashable {
  case initialize, initialized, discover, ping, cancelled
  case listen, setLevel, subscribe, unsubscribe
  case listTools, listPrompts, listResources, listTemplates, readResource, callTool, getPrompt
  case progress, log, toolsChanged
  case other

  private static let names: [(name: StaticString, method: Method)] = [
    ("tools/call", .callTool), ("initialize", .initialize), ("tools/list", .listTools), ("ping", .ping),
    ("server/discover", .discover), ("notifications/initialized", .initialized),
    ("notifications/cancelled", .cancelled), ("notifications/progress", .progress), ("notifications/message", .log),
    ("notifications/tools/list_changed", .toolsChanged),
    ("resources/read", .readResource), ("resources/list", .listResources),
    ("resources/templates/list", .listTemplates), ("prompts/list", .listPrompts), ("prompts/get", .getPrompt),
    ("subscriptions/listen", .listen), ("logging/setLevel", .setLevel), ("resources/subscribe", .subscribe),
    ("resources/unsubscribe", .unsubscribe),
  ]

  /// The method of a message; `range` is the raw text between the quotes.
  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>?) {
    guard let range, !range.isEmpty else {
      self = .other
      return
    }
    let raw = UnsafeRawBufferPointer(rebasing: bytes[range])
    for (name, method) in Self.names where name.utf8CodeUnitCount == raw.count {
      if name.withUTF8Buffer({ raw.elementsEqual($0) }) {
        self = method
        return
      }
    }
    self = Self.escaped(bytes, range)
  }

  /// A writer that escapes slashes, as PHP's does, means the same method.
  private static func escaped(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Method {
    guard bytes[range].contains(UInt8(ascii: "\\")), range.lowerBound > 0, range.upperBound < bytes.count else {
      return .other
    }
    var cursor = JSONCursor(.init(rebasing: bytes[range.lowerBound - 1..<range.upperBound + 1]))
    guard let text = try? cursor.readString() else { return .other }
    return names.first { text == $0.name }?.method ?? .other
  }

  /// Whose result carries caching hints since 2026-07-28 (`CacheableResult`).
  var isCacheable: Bool {
    switch self {
    case .discover, .listTools, .listPrompts, .listResources, .listTemplates, .readResource: true
    default: false
    }
  }

  /// The parameter that HTTP repeats in `Mcp-Name` (2026-07-28, Streamable HTTP, Standard Request Headers).
  var nameParameter: StaticString? {
    switch self {
    case .callTool, .getPrompt: "name"
    case .readResource: "uri"
    default: nil
    }
  }
}
