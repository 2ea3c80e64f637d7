import CCrypto
import Glibc

/// A PEM file of certificates, read for people: trust itself is libcurl's business.
public enum CertificateBundle {
  /// So many are read, broken ones included; a bundle for a company has a handful.
  public static let limit = 256

  private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
  private static let end = Array("-----END CERTIFICATE-----".utf8)
  private static let longestName = 256

  /// In the order of the file; what stands between certificates does not count.
  public static func read(_ pem: [UInt8]) -> [CertificateFacts] {
    var facts: [CertificateFacts] = []
    var rest = pem[...]
    while facts.count < limit, let start = rest.firstRange(of: begin)?.lowerBound {
      rest = rest[start...]
      let stop = rest.firstRange(of: end)?.upperBound ?? rest.endIndex
      facts.append(certificate(Array(rest[..<stop]) + [UInt8(ascii: "\n")]))
      rest = rest[stop...]
    }
    return facts
  }

  private static func certificate(_ pem: [UInt8]) -> CertificateFacts {
    let unreadable = CertificateFacts(id: SHA256.digits(pem), problem: "not a certificate in PEM form")
    return pem.withUnsafeBytes { bytes in
      guard let count = CInt(exactly: bytes.count), let memory = BIO_new_mem_buf(bytes.baseAddress, count) else {
        return unreadable
      }
      defer {
        BIO_free(memory)
        // Left over errors would be taken for those of the thread's next TLS connection.
        ERR_clear_error()
      }
      guard let certificate = PEM_read_bio_X509(memory, nil, nil, nil) else { return unreadable }
      defer { X509_free(certificate) }
      return facts(of: certificate)
    }
  }

  private static func facts(of certificate: OpaquePointer) -> CertificateFacts {
    var digest = [UInt8](repeating: 0, count: 32)
    X509_digest(certificate, EVP_sha256(), &digest, nil)
    var facts = CertificateFacts(id: digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    facts.name = wholeName(X509_get_subject_name(certificate))
    facts.subject = commonName(X509_get_subject_name(certificate))
    facts.issuer = commonName(X509_get_issuer_name(certificate))
    facts.notBefore = seconds(X509_get0_notBefore(certificate))
    facts.notAfter = seconds(X509_get0_notAfter(certificate))
    return facts
  }

  private static func wholeName(_ name: OpaquePointer?) -> String? {
    var text = [CChar](repeating: 0, count: longestName)
    guard X509_NAME_oneline(name, &text, CInt(text.count)) != nil else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func commonName(_ name: OpaquePointer?) -> String? {
    let index = X509_NAME_get_index_by_NID(name, NID_commonName, -1)
    guard index >= 0, let entry = X509_NAME_get_entry(name, index), let data = X509_NAME_ENTRY_get_data(entry) else {
      return nil
    }
    var text: UnsafeMutablePointer<UInt8>?
    let count = ASN1_STRING_to_UTF8(&text, data)
    guard count >= 0, let text else { return nil }
    defer { tc_free_text(text) }
    return String(decoding: UnsafeBufferPointer(start: text, count: min(Int(count), longestName)), as: UTF8.self)
  }

  private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return Int64(timegm(&parts))
  }
}
