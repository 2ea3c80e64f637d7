import CCurl
import Glibc

/// The system's root certificates and more of them, as a file in memory.
///
/// A file, because libcurl parses the roots of a blob anew for every connection (140 of them, some 10 ms of this
/// process' one network thread) and remembers those of a file. Its descriptor stays open for the rest of the process:
/// the path is the key of libcurl's memory, and a number that came back with other contents would be taken for the old.
public struct RootCertificates: Sendable, Equatable {
  let path: String

  /// `pem`: At least one certificate.
  ///
  /// - Throws: when the kernel gives no file in memory.
  public init(adding pem: [UInt8]) throws(RootCertificatesFailure) {
    let descriptor = tc_memory_file("tunnel-client-roots")
    guard descriptor >= 0 else { throw RootCertificatesFailure(reason: String(cString: strerror(errno))) }
    for part in [Self.system(), Array("\n".utf8), pem] {
      var rest = part[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { throw RootCertificatesFailure(reason: String(cString: strerror(errno))) }
        rest = rest.dropFirst(written)
      }
    }
    path = "/proc/self/fd/\(descriptor)"
  }

  /// Where Linux distributions keep them; `SSL_CERT_FILE` is what OpenSSL itself looks at first.
  private static func system() -> [UInt8] {
    let named = getenv("SSL_CERT_FILE").map { [String(cString: $0)] } ?? []
    let paths =
      named + [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
      ]
    for path in paths {
      if let bytes = contents(path), !bytes.isEmpty { return bytes }
    }
    return []
  }

  private static func contents(_ path: String) -> [UInt8]? {
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
