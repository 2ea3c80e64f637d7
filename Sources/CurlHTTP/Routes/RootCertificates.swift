import CCurl
import Glibc

/// Root certificates in a file: the system's, or those and more.
///
/// A file, because libcurl parses the roots of a blob anew for every connection (140 of them, nearly 30 ms of this
/// process' one network thread) and remembers those of a file.
public struct RootCertificates: Sendable, Equatable {
  let path: String

  /// Where Linux distributions keep them; `SSL_CERT_FILE` is what OpenSSL itself looks at first. Nil when they are
  /// nowhere: libcurl then looks where it was built to look.
  public static let system: RootCertificates? = {
    let named = getenv("SSL_CERT_FILE").map { [String(cString: $0)] } ?? []
    let known = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
      "/etc/ssl/cert.pem",
    ]
    return (named + known).first { access($0, R_OK) == 0 }.map(RootCertificates.init(path:))
  }()

  init(path: String) {
    self.path = path
  }

  /// The system's and these, in memory. The descriptor stays open for the rest of the process: the path is the key of
  /// libcurl's memory, and a number that came back with other contents would be taken for the old ones.
  ///
  /// `pem`: At least one certificate.
  ///
  /// - Throws: when the kernel gives no file in memory.
  public init(adding pem: [UInt8]) throws(RootCertificatesFailure) {
    try self.init(parts: [Self.system?.contents ?? [], Array("\n".utf8), pem])
  }

  /// These alone, in memory.
  init(only pem: [UInt8]) throws(RootCertificatesFailure) {
    try self.init(parts: [pem])
  }

  private init(parts: [[UInt8]]) throws(RootCertificatesFailure) {
    let descriptor = tc_memory_file("tunnel-client-roots")
    guard descriptor >= 0 else { throw RootCertificatesFailure(reason: String(cString: strerror(errno))) }
    for part in parts {
      var rest = part[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { throw RootCertificatesFailure(reason: String(cString: strerror(errno))) }
        rest = rest.dropFirst(written)
      }
    }
    path = "/proc/self/fd/\(descriptor)"
  }

  /// Whether other processes find the file, too.
  var isShared: Bool { !path.hasPrefix("/proc/self/") }

  /// PEM; nil when they cannot be read.
  var contents: [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { return count == 0 ? result : nil }
      result += piece.prefix(count)
    }
  }
}

/// Why the roots could not be put together.
public struct RootCertificatesFailure: Error, Sendable, CustomStringConvertible {
  let reason: String

  public var description: String { "cannot put the root certificates together: \(reason)" }
}
