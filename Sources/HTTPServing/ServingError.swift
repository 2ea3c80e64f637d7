/// Why a server could not listen.
public enum ServingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process (or an earlier one) holds the address.
  case addressInUse(ListenAddress)
  /// The path of a Unix socket belongs to something that is not a socket.
  case notASocket(path: String)
  /// A Unix socket path that the kernel cannot hold.
  case pathTooLong(path: String, limit: Int)
  /// The address could not be bound for another reason.
  case cannotListen(ListenAddress, reason: String)
  /// `bind()` was called twice, or after the server had ended.
  case alreadyBound

  /// What happened, for a person.
  public var description: String {
    switch self {
    case .addressInUse(let address): "\(address) is in use"
    case .notASocket(let path): "\(path) exists and is not a socket"
    case .pathTooLong(let path, let limit): "the socket path \(path) is longer than \(limit) bytes"
    case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
    case .alreadyBound: "the server is already bound"
    }
  }
}
