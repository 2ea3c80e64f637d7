import Glibc
public import HTTPServing

/// Why the operator server does not start.
public enum OperatorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It cannot listen.
  case listen(ListenAddress, ServingError)
  /// A file for other programs cannot be written; `setting` names it.
  case file(path: String, setting: String, reason: String)

  /// What happened, under which setting, and what to do.
  public var description: String {
    switch self {
    case .listen(let address, let error): Self.describe(address, error)
    case .file(let path, let setting, let reason):
      "\(setting) \(path) cannot be written: \(reason); choose another path with --\(setting)"
    }
  }

  private static func describe(_ address: ListenAddress, _ error: ServingError) -> String {
    switch (address, error) {
    case (.tcp, .addressInUse):
      "health.listen-addr \(address) is in use: \(String(cString: strerror(EADDRINUSE))); "
        + "choose another with --health.listen-addr 127.0.0.1:0 or stop the other process"
    case (.unixSocket(let path), .addressInUse):
      "health.unix-socket \(path) is in use: another process accepts connections there; "
        + "choose another with --health.unix-socket or stop the other process"
    case (.tcp, _):
      "health.listen-addr \(address): \(error); choose another with --health.listen-addr 127.0.0.1:0"
    case (.unixSocket(let path), _):
      "health.unix-socket \(path): \(error); choose another with --health.unix-socket"
    }
  }
}
