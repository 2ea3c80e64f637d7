import ArgumentParser
import Glibc

/// The flags that say which running client is meant (operator spec 9.1, 9.2): exactly one of them.
struct DaemonLocator: ParsableArguments {
  @Option(help: "The client's base URL, as its URL file has it.")
  var url: String?

  @Option(name: .customLong("url-file"), help: "A file with its base URL (--health.url-file of the client).")
  var urlFile: String?

  @Option(help: "Its port on 127.0.0.1.")
  var port: Int?

  /// The client's address.
  ///
  /// - Throws: when none or several of the flags were given, or the one that was cannot be used.
  func resolve() throws(Failure) -> DaemonAddress {
    switch (url, urlFile, port) {
    case (let url?, nil, nil): return try DaemonAddress(url, source: "--url")
    case (nil, let file?, nil):
      guard let text = Self.read(file) else {
        throw Failure("--url-file \(file): \(String(cString: strerror(errno))); is the client running?")
      }
      return try DaemonAddress(text, source: "--url-file \(file)")
    case (nil, nil, let port?):
      guard (1...65535).contains(port) else { throw Failure("--port \(port): not a port; write 1 to 65535") }
      return try DaemonAddress("http://127.0.0.1:\(port)", source: "--port")
    default:
      throw Failure("which client is meant? give exactly one of --url, --url-file and --port")
    }
  }

  /// The front of a file; an address is short.
  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
  }
}
