/// What ``JSONRPCMessage/peek(_:limits:)`` made of the front of a message.
public enum JSONRPCPeek: Sendable, Hashable {
  /// Not JSON, or not JSON-RPC, as far as it was read.
  case invalid
  case request(id: Range<Int>, method: Range<Int>)
  case notification(method: Range<Int>)
  /// `id` is nil when the response carries no usable one.
  case response(id: Range<Int>?)

  /// The raw token, a string with its quotes.
  public var id: Range<Int>? {
    switch self {
    case .request(let id, _): id
    case .response(let id): id
    case .invalid, .notification: nil
    }
  }

  /// The raw text between the quotes.
  public var method: Range<Int>? {
    switch self {
    case .request(_, let method), .notification(let method): method
    case .invalid, .response: nil
    }
  }
}

extension JSONRPCMessage {
  /// Classifies a message like ``scan(_:limits:)``, but stops as soon as `id` and either `method` or the name of
  /// `result` or `error` were seen. What comes after that is not looked at and may be anything.
  public static func peek(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default) -> JSONRPCPeek {
    do throws(JSONError) {
      var cursor = JSONCursor(bytes, limits: limits)
      var members = JSONRPCMembers()
      try cursor.beginObject()
      while let key = try cursor.nextMember() {
        let member = members.begin(key)
        // The name "result" is enough: its value may be megabytes.
        if let verdict = members.verdict { return verdict }
        try members.readValue(of: member, from: &cursor)
        if let verdict = members.verdict { return verdict }
      }
      try cursor.end()
      return JSONRPCPeek(try members.message(at: 0))
    } catch {
      return .invalid
    }
  }
}

extension JSONRPCPeek {
  init(_ message: JSONRPCMessage) {
    switch (message.kind, message.id, message.method) {
    case (.request, .some(let id), .some(let method)): self = .request(id: id, method: method)
    case (.notification, _, .some(let method)): self = .notification(method: method)
    case (.response, let id, _): self = .response(id: id)
    case (.request, _, _), (.notification, _, _): self = .invalid
    }
  }
}

extension JSONRPCMembers {
  /// What the message is, once that is certain.
  fileprivate var verdict: JSONRPCPeek? {
    if violation != nil { return .invalid }
    let answer = seen.intersection(.answer)
    if !answer.isEmpty, seen.contains(.method) || answer == .answer { return .invalid }
    switch id {
    case .absent:
      return nil
    case .null:
      if answer == .result { return .invalid }
      if answer == .error { return .response(id: nil) }
      return method.map { .notification(method: $0) }
    case .token(let token):
      if !answer.isEmpty { return .response(id: token) }
      return method.map { .request(id: token, method: $0) }
    }
  }
}
