internal import CTunnelPlugin

/// Headers to send: pointers to text that must outlive the list's use, never copies.
public struct HeaderList {
  private var items: [tunnel_header] = []

  public init() {}

  public var count: Int { items.count }

  public mutating func reserve(_ count: Int) {
    items.reserveCapacity(count)
  }

  public mutating func append(_ field: HeaderField) {
    items.append(tunnel_header(name: tunnel_string(field.name), value: tunnel_string(field.value)))
  }

  public mutating func append(_ name: StaticString, _ value: StaticString) {
    append(HeaderField(name: BorrowedText(name), value: BorrowedText(value)))
  }

  /// Puts this field in the place of all fields with its name.
  public mutating func replace(_ name: StaticString, _ value: StaticString) {
    remove(name)
    append(name, value)
  }

  /// Takes out all fields with this name.
  public mutating func remove(_ name: StaticString) {
    items.removeAll { BorrowedText($0.name).equalsIgnoringCase(name) }
  }

  public func contains(_ name: BorrowedText) -> Bool {
    items.contains { BorrowedText($0.name).equalsIgnoringCase(name) }
  }

  /// The list as headers, for the duration of `body`.
  public func withHeaders<Result>(_ body: (Headers) -> Result) -> Result {
    items.withUnsafeBufferPointer { body(Headers(tunnel_headers(items: $0.baseAddress, count: $0.count))) }
  }
}
