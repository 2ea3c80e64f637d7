public import TunnelPluginKit

/// What an auth provider answered a request for a credential with.
public enum CredentialAnswer: Equatable {
  /// Headers as "name: value"; `expiry` is `CLOCK_MONOTONIC` in nanoseconds, 0 for none.
  case supplied(headers: [String], secret: String, expiry: Int64)
  case failed(CredentialSupply.Failure, String)
}
