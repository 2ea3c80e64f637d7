public import CurlHTTP

/// What requests to the control plane are let in with. It can have files behind it, and so be replaced while the client
/// runs.
public struct ControlPlaneCredentials: Sendable, Equatable {
  public var apiKey: String
  /// What the operator wants sent along; may hold secrets.
  public var extraHeaders: HTTPFields

  public init(apiKey: String, extraHeaders: HTTPFields) {
    self.apiKey = apiKey
    self.extraHeaders = extraHeaders
  }
}

extension ControlPlaneSettings {
  public var credentials: ControlPlaneCredentials {
    get { ControlPlaneCredentials(apiKey: apiKey, extraHeaders: extraHeaders) }
    set { (apiKey, extraHeaders) = (newValue.apiKey, newValue.extraHeaders) }
  }
}
