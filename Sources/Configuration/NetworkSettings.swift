/// Proxies, trust and certificates for everything that the process connects to, read and checked.
public struct NetworkSettings: Sendable, Equatable {
  /// A proxy that somebody asked for by name.
  public struct Proxy: Sendable, Equatable {
    /// `http://` or `https://`, possibly with user name and password.
    public var url: String
    /// The flag or the variable that holds the URL.
    public var source: String
  }

  /// PEM.
  public struct Certificate: Sendable, Equatable {
    public var certificate: [UInt8]
    public var key: [UInt8]
  }

  /// What one binding asks for, the defaults of `--mcp.…` and `--http-proxy` included.
  public struct Binding: Sendable, Equatable {
    public var proxy: Proxy?
    public var certificate: Certificate?
    /// The only server that may see the certificate.
    public var serverURL: String?
  }

  /// More root certificates; nil: the system's alone.
  public var caBundle: [UInt8]?
  /// The file that they are in.
  public var caBundlePath: String?
  public var controlPlaneProxy: Proxy?
  public var controlPlaneCertificate: Certificate?
  public var harpoonProxy: Proxy?
  /// By channel.
  public var bindings: [String: Binding] = [:]

  public init() {}

  /// What must not appear in any output: the proxies' user names and passwords.
  public var secrets: [String] {
    ([controlPlaneProxy, harpoonProxy] + bindings.values.map(\.proxy)).compactMap(\.self).flatMap {
      ProxyText.secrets(of: $0.url)
    }
  }
}
