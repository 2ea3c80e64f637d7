/// What a person wants to know of a certificate.
public struct CertificateFacts: Sendable, Equatable {
  /// The SHA-256 of its DER form in hexadecimal digits; of its text when it cannot be read.
  public var id: String
  /// Its subject's whole name.
  public var name: String?
  /// Its subject's common name.
  public var subject: String?
  /// Its issuer's common name.
  public var issuer: String?
  /// Since when it counts, in seconds since 1970.
  public var notBefore: Int64?
  /// Until when.
  public var notAfter: Int64?
  /// Why it cannot be read; nil: it can.
  public var problem: String?

  /// Facts.
  public init(id: String, problem: String? = nil) {
    self.id = id
    self.problem = problem
  }
}
