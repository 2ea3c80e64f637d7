/// Why a message of somebody on this machine is not even tried.
public enum LocalExchangeRefusal: Error, Sendable, Equatable {
  case unknownChannel
  /// Another one is under way in the channel.
  case busy
  case shuttingDown
  /// Not one JSON-RPC message; why.
  case notAMessage(String)
}
