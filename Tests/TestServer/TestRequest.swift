/// A request as the server saw it.
public struct TestRequest: Sendable {
  public var method: String
  public var target: String
  /// Names in lower case.
  public var headers: [(name: String, value: String)] = []
  public var body: [UInt8] = []

  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of the first line with this name (in lower case).
  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// What the server answers.
public struct TestResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Whether the connection ends behind it.
  public var closes = false

  public init(_ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], closes: Bool = false) {
    self.status = status
    self.headers = headers
    self.body = body
    self.closes = closes
  }

  public init(_ status: Int, headers: [(name: String, value: String)] = [], _ text: String) {
    self.init(status, headers: headers, body: Array(text.utf8))
  }

  var bytes: [UInt8] {
    var head = "HTTP/1.1 \(status) Whatever\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if status != 204 && status != 304 { head += "Content-Length: \(body.count)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}
