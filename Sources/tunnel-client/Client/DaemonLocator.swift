import ArgumentParser

/// The flags that say which running client is meant (operator spec 9.1, 9.2): exactly one of them.
struct DaemonLocator: ParsableArguments {
  @Option(help: "Its base URL; http+unix://… for a socket, as in the URL file.")
  var url: String?

  @Option(
    name: .customLong("url-file"), help: "The file that it writes its base URL to (--health.url-file).",
    completion: .file())
  var urlFile: String?

  @Option(help: "Its port on 127.0.0.1.")
  var port: Int?

  /// The same flags again, for a command line that is shown to a person; begins with a space.
  var words: String {
    [("--url", url), ("--url-file", urlFile), ("--port", port.map(String.init))]
      .compactMap { flag, value in value.map { " \(flag) \(ShellQuoting.quoted($0))" } }.joined()
  }

  /// Who is meant; where it is may not be known yet.
  func choice() throws(CommandError) -> DaemonChoice {
    try DaemonChoice(url: url, urlFile: urlFile, port: port)
  }

  /// Where it is now.
  ///
  /// - Throws: when none or several of the flags were given, or the one that was cannot be used.
  func resolve() throws(CommandError) -> DaemonAddress {
    let (address, document) = try choice().look()
    guard let address else {
      throw CommandError(.daemonUnreachable, document.error ?? "the client's address is not known")
    }
    return address
  }
}
