/// The fields of an event stream.
enum EventField {
  case data
  case event
  case id
  case retry
  /// A comment, or a name that the standard does not know.
  case ignored

  /// A field name as it arrives byte by byte: no known one is longer than five, so that it fits a machine word.
  struct Name {
    private var word: UInt64 = 0
    private var count = 0

    static var unknown: Name {
      var name = Name()
      name.count = 8
      return name
    }

    mutating func append(_ byte: UInt8) {
      guard count < 8 else { return }
      word = word << 8 | UInt64(byte)
      count += 1
    }

    /// A lone name without a colon is a field with an empty value; an empty name is a comment.
    var field: EventField {
      switch (count, word) {
      case (4, 0x64_61_74_61): .data
      case (5, 0x65_76_65_6E_74): .event
      case (2, 0x69_64): .id
      case (5, 0x72_65_74_72_79): .retry
      default: .ignored
      }
    }
  }
}
