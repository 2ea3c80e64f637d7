import Channels
import NIOHTTP1

/// The names of channels: lowercase letters, digits, hyphens and underscores.
enum ChannelName {
  static let error = APIError(
    .badRequest, code: "invalid_channel_format",
    "a channel name has lowercase letters, digits, hyphens and underscores only")

  static func isValid(_ name: String) -> Bool { ChannelRule.allows(name) }
}
