/// A fixed set of header names, compared without regard to case. Each call looks every header up, so names are kept by
/// their length: most lookups end at an empty slot.
public struct HeaderNameSet: Sendable {
  private let byLength: [[StaticString]]

  public init(_ names: [StaticString]) {
    var byLength: [[StaticString]] = []
    for name in names {
      let length = name.utf8CodeUnitCount
      while byLength.count <= length { byLength.append([]) }
      byLength[length].append(name)
    }
    self.byLength = byLength
  }

  public func contains(_ name: BorrowedText) -> Bool {
    let length = name.bytes.count
    guard length < byLength.count else { return false }
    return byLength[length].contains { name.equalsIgnoringCase($0) }
  }
}
