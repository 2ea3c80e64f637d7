/// A header at an address that does not move.
public struct StaticHeader {
  public let name: StableText
  public let value: StableText

  public init(name: StableText, value: StableText) {
    self.name = name
    self.value = value
  }

  public var field: HeaderField { HeaderField(name: name.text, value: value.text) }
}
