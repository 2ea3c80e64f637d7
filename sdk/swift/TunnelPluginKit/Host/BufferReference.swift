/// The handle of a host buffer that somebody else owns; valid as long as they say.
public struct BufferReference: RawRepresentable, Equatable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
