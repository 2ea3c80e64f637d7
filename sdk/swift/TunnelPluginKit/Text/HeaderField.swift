/// One header line, borrowed.
public struct HeaderField {
  public let name: BorrowedText
  public let value: BorrowedText

  public init(name: BorrowedText, value: BorrowedText) {
    self.name = name
    self.value = value
  }
}
