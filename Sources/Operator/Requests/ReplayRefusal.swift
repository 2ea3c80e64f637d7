/// Why a message is not sent again.
public enum ReplayRefusal: Error, Sendable, Equatable {
  case unknownRequest
  /// Its payload was not captured, or not all of it.
  case notCaptured
  case unknownChannel(String)
  /// Another replay is under way in the channel.
  case busy
  case shuttingDown
  /// It is not one JSON-RPC message.
  case notAMessage(String)
}
