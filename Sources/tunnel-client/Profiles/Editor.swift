import Glibc
import Preflight
import Subprocess
import SystemPackage

/// The editor that a person chose: VISUAL, then EDITOR. Split into words with quotes, and started without a shell.
struct Editor {
  private let variable: String
  private let words: [String]

  init(_ environment: [String: String]) throws(Failure) {
    let isSet = { (name: String) in environment[name]?.contains { !$0.isWhitespace } == true }
    guard let variable = ["VISUAL", "EDITOR"].first(where: isSet) else {
      throw Failure(
        .usage, "no editor is chosen: neither VISUAL nor EDITOR is set", hint: "for example export EDITOR=nano")
    }
    self.variable = variable
    do throws(PreflightFailure) {
      words = try CommandPreflight.words(of: environment[variable] ?? "")
      try CommandPreflight.check(arguments: words, path: environment["PATH"])
    } catch {
      throw Failure(.usage, "\(variable): \(error.file): \(error.cause)", hint: error.fix)
    }
  }

  /// Opens a file and waits. The editor has the terminal meanwhile: Ctrl-C is for it.
  func open(_ path: String) async throws(Failure) {
    let program = words.first ?? ""
    // A handler, not SIG_IGN: that the editor would inherit.
    let before = signal(SIGINT) { _ in }
    defer { signal(SIGINT, before) }
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(Array(words.dropFirst()) + [path]),
        input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
        output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
        error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
      ).terminationStatus
    } catch {
      throw Failure(.failed, "\(variable): \(program) cannot be started: \(error)", hint: "check the variable")
    }
    switch status {
    case .exited(0): return
    case .exited(let code): throw Failure(.failed, "the editor \(program) (\(variable)) ended with code \(code)")
    case .signaled(let number): throw Failure(.failed, "the editor \(program) (\(variable)) ended by signal \(number)")
    }
  }
}
