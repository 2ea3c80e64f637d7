/// A certificate and its key, and the one origin that may see them (dataplane spec TL-02).
public struct HTTPClientCertificate: Sendable, Equatable {
  public let origin: URLOrigin
  /// PEM, the chain behind the certificate.
  public let certificate: [UInt8]
  /// PEM.
  public let key: [UInt8]

  public init(origin: URLOrigin, certificate: [UInt8], key: [UInt8]) {
    self.origin = origin
    self.certificate = certificate
    self.key = key
  }
}
