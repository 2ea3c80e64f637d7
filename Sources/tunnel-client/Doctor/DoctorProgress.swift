import Glibc

/// Says on a terminal what is being checked at the moment, in a line that goes away.
struct DoctorProgress: Sendable {
  private let isShown: Bool

  init(isQuiet: Bool) {
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  func show(_ what: String) {
    write("\r\u{1B}[Kchecking \(what) …")
  }

  func end() {
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    guard isShown else { return }
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
