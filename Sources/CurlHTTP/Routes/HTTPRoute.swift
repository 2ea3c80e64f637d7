/// What is configured for one way out.
public struct HTTPRoute: Sendable {
  /// Asked for by name: it is used for every host, whatever `NO_PROXY` says (dataplane spec TL-03).
  public var proxy: HTTPProxy?
  public var certificate: HTTPClientCertificate?

  public init(proxy: HTTPProxy? = nil, certificate: HTTPClientCertificate? = nil) {
    self.proxy = proxy
    self.certificate = certificate
  }
}
