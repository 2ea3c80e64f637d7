import Glibc

/// Names of signals, for people.
enum SignalName {
  /// `SIGSEGV (Segmentation fault)`.
  static func of(_ number: CInt) -> String {
    let names: [CInt: String] = [
      SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGFPE: "SIGFPE", SIGTRAP: "SIGTRAP",
      SIGKILL: "SIGKILL", SIGTERM: "SIGTERM", SIGSYS: "SIGSYS", SIGPIPE: "SIGPIPE", SIGXCPU: "SIGXCPU",
    ]
    let name = names[number] ?? "signal \(number)"
    guard let text = strsignal(number) else { return name }
    return "\(name) (\(String(cString: text)))"
  }
}
