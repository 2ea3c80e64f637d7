/// What a sample is filled with. Everything is taken as it is; the finished profile is validated, not this.
public struct SampleInputs: Sendable, Equatable {
  public enum Target: Sendable, Equatable {
    case url(String)
    case command(String)
  }

  public var tunnelID: String
  public var target: Target
  public var baseURL = "https://api.openai.com"
  public var urlPath: String?
  /// A reference, never a key.
  public var apiKeyReference = "env:CONTROL_PLANE_API_KEY"
  /// `host:port`
  public var listenAddress = "127.0.0.1:8080"
  public var opensBrowser = false

  public init(tunnelID: String, target: Target) {
    self.tunnelID = tunnelID
    self.target = target
  }
}
