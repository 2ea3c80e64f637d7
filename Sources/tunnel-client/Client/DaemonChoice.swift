/// How a running client is found (operator spec 9.1).
enum DaemonChoice: Equatable {
  case url(String)
  /// The file that the client writes its base URL to.
  case urlFile(String)
  case port(Int)

  /// Exactly one of them.
  init(url: String?, urlFile: String?, port: Int?) throws(CommandError) {
    let given = [url.map { Self.url($0) }, urlFile.map { .urlFile($0) }, port.map { .port($0) }].compactMap(\.self)
    guard given.count == 1, let only = given.first else {
      throw CommandError(
        .usage, given.isEmpty ? "no client is named" : "more than one of --url, --url-file and --port",
        hint: "give one of --url, --url-file or --port, for example --port 8080")
    }
    switch only {
    case .url(let text):
      do throws(DaemonAddress.Objection) {
        _ = try DaemonAddress(text)
      } catch {
        throw CommandError(.usage, "--url: \(error)")
      }
    case .port(let port):
      guard (1...65535).contains(port) else {
        throw CommandError(.usage, "--port: \(port) is not a port", hint: "a port is 1 to 65535")
      }
    case .urlFile(let path):
      guard !path.isEmpty else {
        throw CommandError(.usage, "--url-file: a path is missing", hint: "name the file of --health.url-file")
      }
    }
    self = only
  }

  /// Looks where the client is now: its file may appear later, or change.
  func look() -> (address: DaemonAddress?, document: HealthReport.Locator) {
    var document = HealthReport.Locator(kind: kind)
    let text: String
    switch self {
    case .url(let url):
      document.url = url
      text = url
    case .port(let port):
      document.port = port
      text = "http://127.0.0.1:\(port)"
    case .urlFile(let path):
      document.urlFile = path
      guard let content = SmallFile.read(path) else {
        document.error = "\(path) cannot be read; the client writes it with --health.url-file once it listens"
        return (nil, document)
      }
      text = content
    }
    do throws(DaemonAddress.Objection) {
      let address = try DaemonAddress(text)
      document.resolvedBaseURL = address.baseURL
      return (address, document)
    } catch {
      document.error = "\(error)"
      return (nil, document)
    }
  }

  private var kind: String {
    switch self {
    case .url: "url"
    case .urlFile: "url_file"
    case .port: "port"
    }
  }
}
