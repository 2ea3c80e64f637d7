import NIOHTTP1

/// The names of channels: lowercase letters, digits, hyphens and underscores.
enum ChannelName {
  static let error = APIError(
    .badRequest, code: "invalid_channel_format",
    "a channel name has lowercase letters, digits, hyphens and underscores only")

  static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }
}
