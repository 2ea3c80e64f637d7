import Glibc
import Logging
import Subprocess

/// The operator's browser (operator spec 7.5).
struct WebBrowser {
  let logger: Logger

  /// Opens a page, without a shell in between; the browser is not waited for, and its absence is a warning.
  func open(_ url: String) {
    Task {
      do {
        let result = try await Subprocess.run(
          .name("xdg-open"), arguments: [url], input: .none, output: .discarded, error: .discarded)
        guard !result.terminationStatus.isSuccess else { return }
        warn(url, "xdg-open: \(result.terminationStatus)")
      } catch {
        warn(url, "\(error)")
      }
    }
  }

  private func warn(_ url: String, _ reason: String) {
    logger.warning(
      "the browser did not open; open the page yourself", metadata: ["ui_url": "\(url)", "error": "\(reason)"])
  }
}
