/// What can be a channel's name (dataplane spec GEN-05).
public enum ChannelRule {
  /// 1 to 64 lower-case letters, digits, hyphens and underscores.
  public static func allows(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
