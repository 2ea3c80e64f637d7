import ArgumentParser
import Glibc
import Subprocess
import SystemPackage

/// Runs the child of `plugins call`, whose output is this command's, and says what it died of when it did.
struct PluginCallRun {
  let arguments: [String]
  /// For messages.
  let plugin: String
  /// The child ends itself when it is over.
  let seconds: Int

  /// - Throws: `ExitCode` when the child said itself what is wrong.
  func run() async throws {
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        .path(FilePath(ProcessEnvironment.executable)),
        arguments: Arguments(["plugins", PluginsCallChildCommand.name, "--timeout=\(seconds)"] + arguments),
        input: .none,
        output: .fileDescriptor(FileDescriptor(rawValue: STDOUT_FILENO), closeAfterSpawningProcess: false),
        error: .fileDescriptor(FileDescriptor(rawValue: STDERR_FILENO), closeAfterSpawningProcess: false)
      ).terminationStatus
    } catch {
      throw Failure("cannot run a child process to call the plugin: \(error)")
    }
    switch status {
    case .exited(0): return
    case .exited(let code): throw ExitCode(Int32(code))
    case .signaled(let number) where Int32(number) == SIGALRM:
      throw Failure(
        .pluginUnusable, "\(plugin): the function did not return within \(seconds) seconds",
        hint: "give it more time with --timeout")
    case .signaled(let number):
      throw Failure(
        .pluginUnusable, "\(plugin): the function crashed with \(SignalName.of(Int32(number)))",
        hint: "look at its arguments, and at the plugin: a wrong argument should get an answer")
    }
  }
}
