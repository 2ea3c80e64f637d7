internal import CTunnelPlugin

/// Header lines in their order, borrowed. A name that occurs several times is several fields.
public struct Headers: Sequence {
  let list: tunnel_headers

  public init() {
    list = tunnel_headers()
  }

  init(_ list: tunnel_headers) {
    self.list = list
  }

  public var count: Int { list.items == nil ? 0 : list.count }

  /// The value of the first field with this name.
  public func first(_ name: StaticString) -> BorrowedText? {
    for field in self where field.name.equalsIgnoringCase(name) {
      return field.value
    }
    return nil
  }

  public func makeIterator() -> Iterator {
    Iterator(items: UnsafeBufferPointer(start: list.items, count: count))
  }

  public struct Iterator: IteratorProtocol {
    fileprivate let items: UnsafeBufferPointer<tunnel_header>
    private var index = 0

    fileprivate init(items: UnsafeBufferPointer<tunnel_header>) {
      self.items = items
    }

    public mutating func next() -> HeaderField? {
      guard index < items.count else { return nil }
      defer { index += 1 }
      return HeaderField(name: BorrowedText(items[index].name), value: BorrowedText(items[index].value))
    }
  }
}
